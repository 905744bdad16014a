import { Cache, cacheIdOf } from './cache.ts';
import { Cluster } from './cluster.ts';
import { IgniteError } from './error.ts';
import { pages, type QueryResult, query, type SqlOptions, update } from './sql.ts';
import { execute, type TaskOptions } from './task.ts';
import { type Transaction, type TransactionOptions, transaction } from './transaction.ts';
import type { PrimitiveDefinition, TypeDefinition } from './types.ts';
import { type ValueForm, valueForm } from './values.ts';

const CONNECT_TIMEOUT_MS = 2000;
const REQUEST_TIMEOUT_MS = 3000;
const PING_TIMEOUT_MS = 1000;

export interface IgniteClientOptions {
  /** `host:port` of each node's client connector. */
  endpoints: readonly string[];
  user?: string;
  password?: string;
  /** Options of `tls.connect`; without them the connections are not encrypted. */
  tls?: object;
  connectTimeoutMs?: number;
  requestTimeoutMs?: number;
}

export interface CacheForm {
  key?: TypeDefinition | PrimitiveDefinition;
  value?: TypeDefinition | PrimitiveDefinition;
}

/** Asks the node that holds this key, where that is known. */
export interface Near {
  near?: { cache: string | Cache; key: unknown };
}

/** A client of an Ignite 2 cluster, with a connection to each node. It connects by itself, and again, until it is closed. */
export class IgniteClient {
  readonly #cluster: Cluster;
  readonly #keyForms = new Map<string, ValueForm>();

  constructor({ connectTimeoutMs = CONNECT_TIMEOUT_MS, requestTimeoutMs = REQUEST_TIMEOUT_MS, ...options }: IgniteClientOptions) {
    const { endpoints, ...settings } = options;
    if (endpoints.length === 0) throw new IgniteError('not_applied', 'VALUE', 'Name at least one endpoint, as host:port.');
    for (const endpoint of endpoints)
      if (!isEndpoint(endpoint))
        throw new IgniteError(
          'not_applied',
          'VALUE',
          `${endpoint} is no endpoint: write host:port, with [ ] around a host of IP version 6 and a port of 1 to 65535.`,
        );
    this.#cluster = new Cluster(endpoints, { ...settings, connectTimeoutMs, requestTimeoutMs });
  }

  cache<K = unknown, V = unknown>(name: string, { key, value }: CacheForm = {}): Cache<K, V> {
    const keyForm = valueForm(key);
    this.#keyForms.set(name, keyForm);
    return new Cache<K, V>(this.#cluster, name, keyForm, valueForm(value));
  }

  query(sql: string, args: readonly unknown[] = [], options: SqlOptions & { maxRows?: number } = {}): Promise<QueryResult> {
    return query(this.#cluster, sql, args, options);
  }

  pages(sql: string, args: readonly unknown[] = [], options: SqlOptions = {}): AsyncGenerator<unknown[][], void> {
    return pages(this.#cluster, sql, args, options);
  }

  /** Rows changed by DML; 0 for DDL. */
  update(sql: string, args: readonly unknown[] = [], options: SqlOptions = {}): Promise<number> {
    return update(this.#cluster, sql, args, options);
  }

  execute(task: string, argument: unknown, { near, ...options }: TaskOptions & Near): Promise<unknown> {
    return execute(this.#cluster, this.#nodeNear(near), task, argument, options);
  }

  transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    { near, ...options }: TransactionOptions & Near = {},
  ): Promise<T> {
    return transaction(this.#cluster, this.#nodeNear(near), work, options);
  }

  /** The id of the node that holds a key, or undefined where the cache does not say (a replicated one). */
  nodeOf(cache: string | Cache, key: unknown): Promise<string | undefined> {
    const { id, form } = this.#named(cache);
    return this.#cluster.affinity.knownNodeFor(id, key, form);
  }

  /** Since it was made, over all connections. */
  traffic(): { sentBytes: number; receivedBytes: number; requests: number } {
    const total = { sentBytes: 0, receivedBytes: 0, requests: 0 };
    for (const endpoint of this.#cluster.nodes.endpoints) {
      const { sentBytes, receivedBytes, requests } = endpoint.traffic();
      total.sentBytes += sentBytes;
      total.receivedBytes += receivedBytes;
      total.requests += requests;
    }
    return total;
  }

  /** Each endpoint as it stands now: whether its node answers, its node's id, and why not. */
  endpoints(): { endpoint: string; reachable: boolean; nodeId?: string; requests: number; lastError?: string }[] {
    return this.#cluster.nodes.endpoints.map((each) => ({
      endpoint: each.address,
      reachable: each.connection !== undefined && !each.suspect,
      ...(each.connection && { nodeId: each.connection.nodeId }),
      requests: each.traffic().requests,
      ...(each.lastError !== undefined && { lastError: each.lastError }),
    }));
  }

  /** Whether each endpoint's node answers, as far as is known now. */
  endpointsReachable(): Record<string, boolean> {
    return Object.fromEntries(this.endpoints().map(({ endpoint, reachable }) => [endpoint, reachable]));
  }

  /** Resolves where that node answers, or any where none is named. */
  async ping(endpoint?: string, timeoutMs: number = PING_TIMEOUT_MS): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const { nodes } = this.#cluster;
    if (endpoint === undefined) return (await nodes.picked(undefined, new Set(), deadline)).ping(deadline - performance.now());
    const one = nodes.endpoints.find(({ address }) => address === endpoint);
    if (one === undefined) throw new IgniteError('not_applied', 'VALUE', `${endpoint} is none of this client's endpoints.`);
    await nodes.untilOpen(one, deadline);
    await one.connection?.ping(Math.max(1, deadline - performance.now()));
  }

  /** What is still unanswered fails. */
  close(): void {
    this.#cluster.nodes.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #nodeNear(near: Near['near']): string | undefined {
    if (near === undefined) return undefined;
    const { id, form } = this.#named(near.cache);
    return this.#cluster.affinity.nodeFor(id, near.key, form);
  }

  #named(cache: string | Cache): { id: number; form: ValueForm | undefined } {
    if (typeof cache !== 'string') return { id: cache.id, form: cache.keyForm };
    return { id: cacheIdOf(cache), form: this.#keyForms.get(cache) };
  }
}

function isEndpoint(text: string): boolean {
  const port = /^(?:\[[\da-f:.]+\]|[^\s:[\]]+):(\d{1,5})$/i.exec(text)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}
