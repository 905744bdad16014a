import { commandIdOf } from '@outgrow/api/credentials';
import type { HistoryEvent } from '@outgrow/checker/history';
import { readJournal } from '@outgrow/checker/journal';
import type { AnsweredLine, Line, SentLine } from '@outgrow/checker/journal-line';
import type { Json } from '@outgrow/domain/records';
import { customerSecret, staffSecret } from '@outgrow/harness/market/secrets';
import { pollUntil } from '@outgrow/services/poll-until';
import { MARKET } from './loaded-stage.ts';

/** Visitors of a shop who log what they do and see as those of a workload do. `urls` are its instances. */
export class Visitors {
  readonly #urls: readonly string[];
  readonly #lines: Line[] = [];
  #sessions = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Somebody new. */
  visitor(): Visitor {
    this.#sessions += 1;
    return new Visitor(String(this.#sessions), this.#urls, (line) => this.#lines.push(line));
  }

  /** The history of all of them, up to now. */
  async events(): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    const lines = this.#lines.map((line) => JSON.stringify(line));
    await readJournal(lines, {
      commandIdOf,
      see: (event) => events.push(event),
      unreadable(text) {
        throw new Error(`a visitor logged a line that is none of a journal: ${text}`);
      },
    });
    return events;
  }
}

interface Write extends Pick<SentLine, 'op' | 'by' | 'of' | 'q'> {
  key: string;
  method: 'POST' | 'PUT';
  path: string;
  headers: Record<string, string>;
  body: Json;
}

/** What was replied to an order, where it was accepted. */
export interface Ordered {
  reply: { orderId: string; totalMinor: number };
  /** Asks for the very same once more, as one does who has not heard the answer. */
  again(): Promise<void>;
}

/** One session: its requests follow one another. Instances are named by their number, products as `<merchantId>/<sku>`. */
export class Visitor {
  readonly #i: string;
  readonly #urls: readonly string[];
  readonly #log: (line: Line) => void;
  #commands = 0;
  #cookie: string | undefined;

  constructor(session: string, urls: readonly string[], log: (line: Line) => void) {
    this.#i = session;
    this.#urls = urls;
    this.#log = log;
  }

  /** Reads a product and gives its stock. */
  async reads(n: number, of: string): Promise<number> {
    const t = Date.now();
    const { body } = await this.#finds(n, productPath(of), {});
    const e = Date.now();
    const { version: v, stock: s } = body as { version: number; stock: number };
    this.#log({ i: this.#i, t, e, d: e - t, n, read: 'product', of, v, s });
    return s;
  }

  /** The merchant's staff change a price. */
  async prices(n: number, of: string, priceMinor: number): Promise<void> {
    const path = `${productPath(of)}/price`;
    await this.#sends(n, { ...this.#asStaff(of), op: 'change-price', method: 'PUT', path, of, body: { priceMinor } });
  }

  /** The merchant's staff take units into stock. */
  async restocks(n: number, of: string, quantity: number): Promise<void> {
    const path = `${productPath(of)}/restock`;
    await this.#sends(n, { ...this.#asStaff(of), op: 'restock', method: 'POST', path, of, q: quantity, body: { quantity } });
  }

  /** A customer buys. */
  async orders(n: number, of: string, quantity: number): Promise<Ordered> {
    const [merchantId = '', sku = ''] = of.split('/');
    this.#cookie ??= await this.#signsIn(n);
    const order: Write = {
      op: 'place-order',
      key: this.#key(),
      by: `customer:${CUSTOMER}`,
      method: 'POST',
      path: '/v1/orders',
      of,
      q: quantity,
      headers: { cookie: this.#cookie },
      body: { merchantId, lines: [{ sku, quantity }] },
    };
    const reply = (await this.#sends(n, order)) as Ordered['reply'];
    return {
      reply,
      again: async () => {
        await this.#attempts(n, order);
      },
    };
  }

  /** The customer looks whether the order is what was replied. */
  async readsBack(n: number, { reply: { orderId: of, totalMinor } }: Ordered): Promise<void> {
    const t = Date.now();
    const { body } = await this.#finds(n, `/v1/orders/${of}`, { cookie: this.#cookie ?? '' });
    const e = Date.now();
    const order = body as { version: number; totalMinor: number };
    const wrong = order.totalMinor !== totalMinor && { code: 'other_total_than_replied' };
    this.#log({ i: this.#i, t, e, d: e - t, n, read: 'order', of, v: order.version, ...wrong });
  }

  async #signsIn(n: number): Promise<string> {
    const body = { customerId: CUSTOMER, secret: customerSecret(MARKET.seed, CUSTOMER) };
    const { headers } = await this.#asks(n, 'POST', '/v1/session', {}, body);
    return headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  async #sends(n: number, write: Write): Promise<Json> {
    const { op, by, key, of = '', q } = write;
    this.#log({ i: this.#i, t: Date.now(), n, op, by, key, merchants: [merchantOf(of)], of, ...(q !== undefined && { q }) });
    return this.#attempts(n, write);
  }

  async #attempts(n: number, { method, path, key, headers, body }: Write): Promise<Json> {
    const sentMs = Date.now();
    const { status, body: reply } = await this.#asks(n, method, path, { ...headers, 'idempotency-key': key }, body);
    const t = Date.now();
    const answer: AnsweredLine = { i: this.#i, t, d: t - sentMs, n, key, status };
    const { code } = reply as { code?: string };
    this.#log(code === undefined ? { ...answer, reply } : { ...answer, code });
    if (status >= 300 && code !== 'out_of_stock') throw new Error(`${method} ${path} was answered ${JSON.stringify(reply)}`);
    return reply;
  }

  async #finds(n: number, path: string, headers: Record<string, string>) {
    const found = await this.#asks(n, 'GET', path, headers);
    // A read that fails holds no version: nothing could be found in it.
    if (found.status !== 200) throw new Error(`${path} was answered ${JSON.stringify(found.body)}`);
    return found;
  }

  async #asks(n: number, method: string, path: string, headers: Record<string, string>, body?: Json) {
    const response = await fetch(`${this.#urls[n]}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  }

  #asStaff(of: string): Pick<Write, 'by' | 'key' | 'headers'> {
    const merchantId = merchantOf(of);
    const headers = { authorization: `Bearer ${staffSecret(MARKET.seed, merchantId)}` };
    return { by: `staff:${merchantId}`, key: this.#key(), headers };
  }

  #key(): string {
    this.#commands += 1;
    return `visitor-${this.#i}-${this.#commands}`;
  }
}

/** Resolves in a later millisecond: to the checkers, what begins then comes after all that has ended now. */
export function later(): Promise<void> {
  const nowMs = Date.now();
  return pollUntil('the clock to go on', 5_000, () => Date.now() > nowMs);
}

const CUSTOMER = 'c0001';

const merchantOf = (of: string): string => of.split('/')[0] ?? '';

const productPath = (of: string): string => `/v1/merchants/${merchantOf(of)}/products/${of.split('/')[1]}`;
