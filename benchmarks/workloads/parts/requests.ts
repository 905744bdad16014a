import { sleep } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { log } from './log.ts';
import { settings } from './settings.ts';
import type { Visit, Wanted } from './visit.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Response = RefinedResponse<'text'>;

export interface Read {
  /** As the figures name it. */
  name: 'product' | 'merchant' | 'search' | 'order' | 'own-orders' | 'sales' | 'top-products';
  path: string;
  /** The one record it asks for, as the log names it. */
  of?: string;
  /** A bearer key, where it is not the signed-in shopper who asks. */
  bearer?: string;
  /** What is wrong with an answer, as a code. */
  wrong?: (answer: Response) => string | undefined;
}

/** Asks something. Undefined where it was not answered as it should be; the harness counts those. */
export function read(visit: Visit, { name, path, of, bearer, wrong }: Read): Response | undefined {
  const n = visit.instance();
  const t = Date.now();
  const response = http.get(`${settings.urls[n]}${path}`, { ...COMMON, headers: authorization(bearer) });
  const e = Date.now();
  const code = response.status === 200 ? wrong?.(response) : codeOf(response);
  const seen = of === undefined ? undefined : { of, ...(response.status === 200 ? versionIn(response, name) : absent(response)) };
  log({ i: visit.session, t, e, d: tookMs(response, e - t), n, read: name, ...seen, code });
  return code === undefined ? response : undefined;
}

export const readProduct = (visit: Visit, { merchantId, sku }: Wanted): Response | undefined =>
  read(visit, {
    name: 'product',
    path: `/v1/merchants/${merchantId}/products/${sku}`,
    of: `${merchantId}/${sku}`,
    wrong: (answer) => (answer.json('priceMinor') === undefined ? 'no_price' : undefined),
  });

export function signIn(visit: Visit, customerId: string, secret: string): boolean {
  const n = visit.instance();
  const body = JSON.stringify({ customerId, secret });
  const t = Date.now();
  const response = http.post(`${settings.urls[n]}/v1/session`, body, { ...COMMON, headers: JSON_BODY });
  const e = Date.now();
  const code = response.status === 201 ? undefined : codeOf(response);
  log({ i: visit.session, t, e, d: tookMs(response, e - t), n, read: 'sign-in', code });
  return code === undefined;
}

export interface Write {
  op: 'place-order' | 'place-basket' | 'cancel-order' | 'ship-order' | 'change-price' | 'restock';
  method: 'POST' | 'PUT';
  path: string;
  /** The principal, as the audit trail names it. */
  by: string;
  /** The merchants it touches. */
  merchants: readonly string[];
  /** The product it concerns, where it is one, and the units it takes from the stock or adds to it. */
  of?: string;
  quantity?: number;
  /** Of a basket: each product and its units. */
  lines?: readonly (readonly [of: string, quantity: number])[];
  body?: Json;
  bearer?: string;
  /** The version it expects, as the ETag that was read. */
  ifMatch?: string;
}

/**
 * Sends a command. A line is logged before its first attempt and after each one, so that one that nobody answered is known.
 * An unknown outcome is asked for again under the same key, as a careful client does. Some that were accepted are sent once
 * more too, as by one whom the answer did not reach: it must be the same again.
 */
export function write(visit: Visit, command: Write): { [name: string]: Json } | undefined {
  const { op, method, path, by, merchants, of, quantity: q, lines, bearer, ifMatch } = command;
  const i = visit.session;
  const key = visit.key();
  const headers = { ...authorization(bearer), 'Idempotency-Key': key, ...(ifMatch ? { 'If-Match': ifMatch } : {}) };
  const body = command.body === undefined ? null : JSON.stringify(command.body);
  const params = { ...COMMON, headers: body === null ? headers : { ...headers, ...JSON_BODY } };
  // Chosen whatever becomes of it, so that later choices follow from the seed alone.
  let repeats = REPEATED.includes(op) && visit.next() < REPEATED_SHARE;
  let accepted: { [name: string]: Json } | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const n = visit.instance();
    const sent = Date.now();
    if (attempt === 1) log({ i, t: sent, n, op, by, key, merchants, of, q, lines });
    const response = http.request(method, `${settings.urls[n]}${path}`, body, params);
    const t = Date.now();
    const d = tookMs(response, t - sent);
    const { status } = response;
    if (status >= 200 && status < 300) {
      const reply = response.json() as { [name: string]: Json };
      log({ i, t, d, n, key, status, reply });
      accepted ??= reply;
      if (!repeats) return accepted;
      repeats = false;
      continue;
    }
    const code = codeOf(response);
    log({ i, t, d, n, key, status, code });
    if (accepted) return accepted;
    if (!UNKNOWN.includes(code) || attempt === ATTEMPTS) return undefined;
    sleep(attempt * 0.2);
  }
}

const ATTEMPTS = 3;
const REPEATED: readonly Write['op'][] = ['place-order', 'place-basket', 'restock'];
const REPEATED_SHARE = 0.02;
const UNKNOWN = ['no_answer', 'outcome_unknown', 'timed_out'];
const JSON_BODY = { 'Content-Type': 'application/json' };
const COMMON = { timeout: '10s', responseType: 'text' as const };

const authorization = (bearer: string | undefined): Record<string, string> =>
  bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };

const versionIn = (answer: Response, name: Read['name']) => ({
  v: answer.json('version'),
  s: name === 'product' ? answer.json('stock') : undefined,
});

const absent = ({ status }: Response) => (status === 404 ? { v: 0 } : {});

/** To a microsecond. Where no answer came, k6 leaves out the time it waited for a connection. */
const tookMs = ({ status, timings }: Response, elapsedMs: number): number =>
  status === 0 ? elapsedMs : Math.round(timings.duration * 1_000) / 1_000;

function codeOf(response: Response): string {
  if (response.status === 0) return 'no_answer';
  try {
    const { code } = response.json() as { code?: unknown };
    if (typeof code === 'string') return code;
  } catch {
    // Not a problem document: the status says it all.
  }
  return `status_${response.status}`;
}
