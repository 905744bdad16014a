import type { Acknowledged } from './acknowledged.ts';
import type { Contract } from './contract.ts';
import type { Heard, Wire } from './wire.ts';

/** What a request holds besides its method and path. */
export interface Content {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string | Buffer;
  /** The Idempotency-Key. */
  key?: string;
  /** The version the record must still have. */
  ifMatch?: number;
  headers?: Readonly<Record<string, string>>;
}

export interface Answer<T = unknown> extends Heard {
  /** The JSON of the body, or undefined where there is none. */
  body: T;
  /** Who asked for what, for messages. */
  asked: string;
}

/** Somebody who sends requests: as one principal, to one instance. Every reply is held against the contract. */
export class Client {
  /** As the audit trail names it. */
  readonly principal: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly #to: To;
  readonly #instance: number;

  constructor(principal: string, credentials: Readonly<Record<string, string>>, to: To, instance = 0) {
    this.principal = principal;
    this.credentials = credentials;
    this.#to = to;
    this.#instance = instance;
  }

  /** The same one at another instance, by its number or its address. */
  at(instance: number | string): Client {
    const { urls } = this.#to;
    const place = typeof instance === 'string' ? urls.indexOf(instance) : instance % urls.length;
    return new Client(this.principal, this.credentials, this.#to, place);
  }

  get<T = unknown>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.send<T>('GET', path, { headers });
  }

  post<T = unknown>(path: string, body: unknown, content: Content = {}): Promise<Answer<T>> {
    return this.send<T>('POST', path, { body, ...content });
  }

  put<T = unknown>(path: string, body: unknown, content: Content = {}): Promise<Answer<T>> {
    return this.send<T>('PUT', path, { body, ...content });
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  async send<T = unknown>(method: string, path: string, { body, raw, key, ifMatch, headers }: Content = {}): Promise<Answer<T>> {
    const { wire, contract, acknowledged, urls } = this.#to;
    const url = urls[this.#instance];
    if (url === undefined) throw new Error(`there is no instance ${this.#instance}`);
    const bytes = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const heard = await wire.exchange(url, {
      method,
      path,
      headers: {
        ...this.credentials,
        ...(bytes !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(ifMatch !== undefined && { 'if-match': `"v${ifMatch}"` }),
        ...headers,
      },
      ...(bytes !== undefined && { body: bytes }),
    });
    const asked = `${method} ${path.slice(0, 300)} as ${this.principal} at instance ${this.#instance + 1}`;
    const said = contract.checked(method, path, heard, asked);
    acknowledged.hear(heard.status, said);
    return { ...heard, asked, body: said as T };
  }
}

export interface To {
  wire: Wire;
  contract: Contract;
  acknowledged: Acknowledged;
  urls: readonly string[];
}
