import library from 'apache-ignite-client/lib/internal/BinaryUtils.js';
import type { Call, Cluster } from './cluster.ts';
import { IgniteError } from './error.ts';
import { codeOf, identityOf } from './key-identity.ts';
import { OPERATION } from './operations.ts';
import { type Page, pagesOf } from './pages.ts';
import { readValue } from './read-value.ts';
import type { Reader } from './reader.ts';
import type { Transaction } from './transaction.ts';
import { TYPE } from './types.ts';
import { type ValueForm, writeAs } from './values.ts';
import type { Writer } from './writer.ts';

const IN_TRANSACTION = 2;

/** A cache's number in the protocol. */
export function cacheIdOf(name: string): number {
  return library.hashCode(name);
}

/**
 * A cache by its name. Every method throws an IgniteError: a read that failed is `not_applied`, a write that was sent and not
 * answered is `unknown`, inside a transaction everything is `not_applied` until it commits.
 */
export class Cache<K = unknown, V = unknown> {
  readonly name: string;
  readonly id: number;
  readonly #cluster: Cluster;
  readonly #key: ValueForm;
  readonly #value: ValueForm;
  readonly #transaction: Transaction | undefined;

  constructor(cluster: Cluster, name: string, key: ValueForm, value: ValueForm, transaction?: Transaction) {
    this.#cluster = cluster;
    this.name = name;
    this.id = cacheIdOf(name);
    this.#key = key;
    this.#value = value;
    this.#transaction = transaction;
  }

  /** How its keys are written. */
  get keyForm(): ValueForm {
    return this.#key;
  }

  /** The same cache, whose calls belong to the transaction. */
  within(transaction: Transaction): Cache<K, V> {
    return new Cache(this.#cluster, this.name, this.#key, this.#value, transaction);
  }

  get(key: K): Promise<V | null> {
    return this.#ofKey(OPERATION.cacheGet, 'read', key, undefined, (from) => this.#readValue(from));
  }

  /** In the order of the keys. */
  async getAll(keys: readonly K[]): Promise<(V | null)[]> {
    if (keys.length === 0) return [];
    const found = await this.#call({
      operation: OPERATION.cacheGetAll,
      write: (to) => {
        to.int(keys.length);
        for (const key of keys) this.#writeKey(to, key);
      },
      read: (from) => {
        const values = new Map<string, V>();
        for (let left = from.int(); left > 0; left--) {
          const code = from.buffer[from.position] as number;
          const key = identityOf(this.#key, code, this.#readKey(from));
          values.set(key, this.#readValue(from) as V);
        }
        return values;
      },
      kind: 'read',
      nodeId: this.#nodeFor(keys[0] as K),
    });
    return keys.map((key) => found.get(identityOf(this.#key, codeOf(this.#key, key), key)) ?? null);
  }

  put(key: K, value: V): Promise<void> {
    return this.#ofKey(OPERATION.cachePut, 'write', key, [value], () => {});
  }

  async putAll(entries: Iterable<readonly [K, V]>): Promise<void> {
    const all = [...entries];
    const [first] = all;
    if (first === undefined) return;
    await this.#call({
      operation: OPERATION.cachePutAll,
      write: (to) => {
        to.int(all.length);
        for (const [key, value] of all) {
          this.#writeKey(to, key);
          this.#writeValue(to, value);
        }
      },
      read: () => {},
      kind: 'write',
      nodeId: this.#nodeFor(first[0]),
    });
  }

  /** Whether it was put. */
  putIfAbsent(key: K, value: V): Promise<boolean> {
    return this.#ofKey(OPERATION.cachePutIfAbsent, 'write', key, [value], (from) => from.boolean());
  }

  /** What was there before. */
  getAndPut(key: K, value: V): Promise<V | null> {
    return this.#ofKey(OPERATION.cacheGetAndPut, 'write', key, [value], (from) => this.#readValue(from));
  }

  /** Whether there was something to replace. */
  replace(key: K, value: V): Promise<boolean> {
    return this.#ofKey(OPERATION.cacheReplace, 'write', key, [value], (from) => from.boolean());
  }

  /** Whether what was there was as expected, and is replaced. */
  replaceIfEquals(key: K, expected: V, value: V): Promise<boolean> {
    return this.#ofKey(OPERATION.cacheReplaceIfEquals, 'write', key, [expected, value], (from) => from.boolean());
  }

  /** Whether there was something to remove. */
  remove(key: K): Promise<boolean> {
    return this.#ofKey(OPERATION.cacheRemove, 'write', key, undefined, (from) => from.boolean());
  }

  removeIfEquals(key: K, expected: V): Promise<boolean> {
    return this.#ofKey(OPERATION.cacheRemoveIfEquals, 'write', key, [expected], (from) => from.boolean());
  }

  containsKey(key: K): Promise<boolean> {
    return this.#ofKey(OPERATION.cacheContainsKey, 'read', key, undefined, (from) => from.boolean());
  }

  /** Entries in the whole cluster, without backups. */
  size(): Promise<number> {
    return this.#call({ operation: OPERATION.cacheSize, write: (to) => to.int(0), read: (from) => from.long(), kind: 'read' });
  }

  /** All entries, or those of one partition, in pages and in no order. What is written meanwhile may be in it or not. */
  scan({ pageSize = 1024, partition = -1 } = {}): AsyncIterable<[K, V][]> {
    if (this.#transaction !== undefined) throw new IgniteError('not_applied', 'VALUE', 'A scan cannot belong to a transaction.');
    const readPage = (from: Reader): Page<[K, V]> => {
      const rows: [K, V][] = [];
      for (let left = from.int(); left > 0; left--) rows.push([this.#readKey(from) as K, this.#readValue(from) as V]);
      return { rows, more: from.boolean() };
    };
    return pagesOf(this.#cluster, {
      operation: OPERATION.scan,
      nextOperation: OPERATION.scanPage,
      write: (to) => {
        this.#writeCache(to);
        to.byte(TYPE.null);
        to.int(pageSize);
        to.int(partition);
        to.boolean(false);
      },
      readFirst: readPage,
      readPage,
    });
  }

  #ofKey<T>(
    operation: number,
    kind: 'read' | 'write',
    key: K,
    values: readonly V[] | undefined,
    read: (from: Reader) => T,
  ): Promise<T> {
    return this.#call({
      operation,
      write: (to) => {
        this.#writeKey(to, key);
        if (values !== undefined) for (const value of values) this.#writeValue(to, value);
      },
      read,
      kind,
      nodeId: this.#nodeFor(key),
    });
  }

  async #call<T>(call: Call<T>): Promise<T> {
    const { types, requestTimeoutMs } = this.#cluster;
    const deadline = this.#transaction?.deadline ?? performance.now() + requestTimeoutMs;
    const key = types.registered(this.#key.plan);
    if (key !== undefined) await before(deadline, key);
    const value = call.kind === 'write' ? types.registered(this.#value.plan) : undefined;
    if (value !== undefined) await before(deadline, value);
    const whole: Call<T> = {
      ...call,
      anywhere: call.kind === 'read',
      timeoutMs: deadline - performance.now(),
      write: (to) => {
        this.#writeCache(to);
        call.write(to);
      },
    };
    return this.#transaction === undefined ? this.#cluster.call(whole) : this.#transaction.call(whole);
  }

  #nodeFor(key: K): string | undefined {
    return this.#transaction === undefined ? this.#cluster.affinity.nodeFor(this.id, key, this.#key) : undefined;
  }

  #writeKey(to: Writer, key: K): void {
    writeAs(to, this.#key, key, this.#cluster.types.compact);
  }
  #writeValue(to: Writer, value: V): void {
    writeAs(to, this.#value, value, this.#cluster.types.compact);
  }
  #readKey(from: Reader): unknown {
    return readValue(from, this.#cluster.types, this.#key.plan);
  }
  #readValue(from: Reader): V | null {
    return readValue(from, this.#cluster.types, this.#value.plan) as V | null;
  }

  #writeCache(to: Writer): void {
    to.int(this.id);
    to.byte(this.#transaction === undefined ? 0 : IN_TRANSACTION);
    if (this.#transaction !== undefined) to.int(this.#transaction.id);
  }
}

/** As `work`, which is shared with other calls and may take longer. */
async function before(deadline: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const error = () => new IgniteError('not_applied', 'TIMEOUT', 'The types were not registered at the cluster in time.');
  const timer = setTimeout(() => reject(error()), deadline - performance.now());
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
