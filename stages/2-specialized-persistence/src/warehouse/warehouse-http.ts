import { traced } from '@outgrow/api/tracing';
import { StoreError } from '@outgrow/domain/store-error';

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
  readonly #closed = new AbortController();

  /** `url` is http://loader:SECRET@host:port. */
  constructor(url: string) {
    const { origin, password } = new URL(url);
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

  #ask<T>(operation: string, path: string, request: RequestInit, { does, timeoutMs }: Asking): Promise<T> {
    return traced(SYSTEM, operation, async () => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([this.#closed.signal, timeout]);
      const headers = { ...request.headers, Authorization: this.#authorization };
      let status: number;
      let text: string;
      try {
        const response = await fetch(`${this.#address}${path}`, { ...request, headers, signal, redirect: 'manual' });
        status = response.status;
        text = await response.text();
      } catch (error) {
        const maybeApplied = does === 'writes' && !isRefusedConnection(error);
        const message = timeout.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
        throw new StoreError(SYSTEM, maybeApplied ? 'unknown' : 'not_applied', message, { cause: error });
      }
      if (status === 200) return JSON.parse(text) as T;
      const message = `${operation} was answered ${status}: ${text.slice(0, 500)}`;
      // A request that it does not understand is a mistake here, and must not look like a bad day.
      if (status === 400 || status === 404) throw new Error(`${SYSTEM}: ${message}`);
      throw new StoreError(SYSTEM, status === 500 && does === 'writes' ? 'unknown' : 'not_applied', message);
    });
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}

function isRefusedConnection(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}
