import { sleep } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { Trend } from 'k6/metrics';
import type { Visit } from './visit.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Response = RefinedResponse<'text'>;

export interface Read {
  /** As the figures name it. */
  name: Question;
  path: string;
  /** A bearer key, where it is not the signed-in shopper who asks. */
  bearer?: string;
}

/** Asks something. What was not answered as it should be is logged; the harness counts it. */
export function read(visit: Visit, { name, path, bearer }: Read): Response | undefined {
  const response = http.get(`${visit.url()}${path}`, { ...common(name), headers: authorization(bearer) });
  trends[name].add(response.timings.duration);
  if (response.status === 200) return response;
  failedRead(visit, name, codeOf(response));
  return undefined;
}

/** Logs what the figures must know of besides the commands. */
export const failedRead = ({ session }: Visit, name: Question | 'session', code: string): void =>
  log({ i: session, read: name, code });

export function signIn(visit: Visit, customerId: string, secret: string): boolean {
  const body = JSON.stringify({ customerId, secret });
  const response = http.post(`${visit.url()}/v1/session`, body, { ...common('sign-in'), headers: JSON_BODY });
  trends['sign-in'].add(response.timings.duration);
  if (response.status === 201) return true;
  failedRead(visit, 'sign-in', codeOf(response));
  return false;
}

export interface Write {
  op: Command;
  method: 'POST' | 'PUT';
  path: string;
  /** The principal, as the audit trail names it. */
  by: string;
  /** The merchants it touches. */
  merchants: readonly string[];
  body?: Json;
  bearer?: string;
  /** The version it expects, as the ETag that was read. */
  ifMatch?: string;
}

/**
 * Sends a command. A line is logged before each attempt as well as after it, so that one that nobody answered is known. An
 * unknown outcome is asked for again under the same key, as a careful client does.
 */
export function write(visit: Visit, command: Write): { [name: string]: Json } | undefined {
  const { op, method, path, by, merchants, bearer, ifMatch } = command;
  const key = visit.key();
  const headers = { ...authorization(bearer), 'Idempotency-Key': key, ...(ifMatch ? { 'If-Match': ifMatch } : {}) };
  const body = command.body === undefined ? null : JSON.stringify(command.body);
  log({ i: visit.session, op, by, key, merchants: [...new Set(merchants)] });
  for (let attempt = 1; ; attempt += 1) {
    const response = http.request(method, `${visit.url()}${path}`, body, {
      ...common(op),
      headers: body === null ? headers : { ...headers, ...JSON_BODY },
    });
    trends[op].add(response.timings.duration);
    const { status } = response;
    if (status >= 200 && status < 300) {
      const reply = response.json() as { [name: string]: Json };
      log({ i: visit.session, key, status, reply });
      return reply;
    }
    const code = codeOf(response);
    log({ i: visit.session, key, status, code });
    if (!UNKNOWN.includes(code) || attempt === ATTEMPTS) return undefined;
    sleep(attempt * 0.2);
  }
}

const QUESTIONS = ['product', 'merchant', 'search', 'order', 'own-orders', 'sales', 'top-products', 'sign-in'] as const;
const COMMANDS = ['place-order', 'place-basket', 'cancel-order', 'ship-order', 'change-price', 'restock'] as const;
type Question = (typeof QUESTIONS)[number];
type Command = (typeof COMMANDS)[number];

/** One distribution of durations per kind of request: `op_place_order`, … */
const trends = Object.fromEntries(
  [...QUESTIONS, ...COMMANDS].map((name) => [name, new Trend(`op_${name.replace(/-/g, '_')}`, true)]),
) as Record<Question | Command, Trend>;

const ATTEMPTS = 3;
const UNKNOWN = ['no_answer', 'outcome_unknown', 'timed_out'];
const JSON_BODY = { 'Content-Type': 'application/json' };

// Without a name of its own every address would be a time series of its own.
const common = (name: string) => ({ timeout: '10s', tags: { name }, responseType: 'text' as const });

const authorization = (bearer: string | undefined): Record<string, string> =>
  bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };

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

const log = (line: Json | object): void => console.log(JSON.stringify(line));
