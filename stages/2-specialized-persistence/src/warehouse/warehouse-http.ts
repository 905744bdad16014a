import { traced } from '@outgrow/api/tracing';
import { StoreError } from '@outgrow/domain/store-error';
import { AtOnce } from '../at-once.ts';
import { Rest } from '../rest.ts';

const SYSTEM = 'warehouse';
const ANSWERS_WITHIN_MS = 1_500;

interface Asking {
  does: 'reads' | 'writes';
  timeoutMs: number;
}

/** Requests to the loader process. Nothing is tried twice; a failure is a `StoreError` of the system `warehouse`. */
export class WarehouseHttp {
  readonly #address: string;
  readonly #authorization: string;
  readonly #atOnce = new AtOnce(SYSTEM);
  /** After a read that got no answer: a warehouse that hangs must not hold up many. */
  readonly #rest = new Rest(SYSTEM);
  readonly #closed = new AbortController();

  /** `url` is http://loader:SECRET@host:port. */
  constructor(url: string) {
    const { protocol, origin, password } = URL.canParse(url) ? new URL(url) : { protocol: '', origin: '', password: '' };
    if (!/^https?:$/.test(protocol) || !password) {
      throw new Error('the address of the warehouse (WAREHOUSE_URL) is not one; it takes http://loader:SECRET@host:port');
    }
    this.#address = origin;
    this.#authorization = `Bearer ${decodeURIComponent(password)}`;
  }

  get<T>(path: string, query: Readonly<Record<string, string>>): Promise<T> {
    const asking = { does: 'reads', timeoutMs: ANSWERS_WITHIN_MS } as const;
    return this.#ask<T>(path, `${path}?${new URLSearchParams(query)}`, { method: 'GET' }, asking);
  }

  post<T>(path: string, body: object, asking: Partial<Asking> = {}): Promise<T> {
    const request = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    return this.#ask<T>(path, path, request, { does: 'writes', timeoutMs: ANSWERS_WITHIN_MS, ...asking });
  }

  /** What is under way fails. */
  close(): void {
    this.#closed.abort(new Error('this client of the warehouse is closed'));
  }

  #ask<T>(operation: string, path: string, request: RequestInit, asking: Asking): Promise<T> {
    return traced(SYSTEM, operation, async () => {
      const send = () => this.#send(path, request, asking);
      const { status, text } = await this.#atOnce.run(() => (request.method === 'GET' ? this.#rest.run(send) : send()));
      if (status === 200) return JSON.parse(text) as T;
      const message = `${operation} was answered ${status}: ${text.slice(0, 500)}`;
      if (status === REFUSED) throw new StoreError(SYSTEM, 'not_applied', text);
      // A request that it does not understand is a mistake here, and must not look like a bad day.
      if (status === 400 || status === 404) throw new Error(`${SYSTEM}: ${message}`);
      throw new StoreError(SYSTEM, status === 500 && asking.does === 'writes' ? 'unknown' : 'not_applied', message);
    });
  }

  /** That the connection was refused is an answer too: it comes at once, and nobody need rest after it. */
  async #send(path: string, request: RequestInit, { does, timeoutMs }: Asking): Promise<{ status: number; text: string }> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([this.#closed.signal, timeout]);
    const headers = { ...request.headers, Authorization: this.#authorization };
    try {
      const response = await fetch(`${this.#address}${path}`, { ...request, headers, signal, redirect: 'manual' });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      if (isRefusedConnection(error)) return { status: REFUSED, text: reasonOf(error) };
      const message = timeout.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
      throw new StoreError(SYSTEM, does === 'writes' ? 'unknown' : 'not_applied', message, { cause: error });
    }
  }
}

const REFUSED = 0;

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}

function isRefusedConnection(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}
