import { StoreError } from '@outgrow/domain/store-error';
import type { ChainableCommander, Redis } from 'ioredis';
import type { ProductShape } from '../product-shape.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { Rest } from '../rest.ts';
import { Gets } from './gets.ts';
import type { Held, Slot } from './slots.ts';
import { heldIn } from './slots.ts';

/** What readers and writers ask of the grid. A reader can do without an answer; a grid that just failed is not asked by readers. */
export class SharedStore {
  /** What was asked in vain. */
  readonly failures = { read: 0, fill: 0, tell: 0 };
  readonly #connection: RedisConnection;
  readonly #shape: ProductShape;
  readonly #rest: Rest;
  readonly #gets = new Gets((keys) => this.#read((redis) => redis.mget(keys)));
  readonly #filling = new Set<Promise<unknown>>();

  constructor(connection: RedisConnection, shape: ProductShape) {
    this.#connection = connection;
    this.#shape = shape;
    this.#rest = new Rest(connection.system);
  }

  get isResting(): boolean {
    return this.#rest.isResting;
  }

  /** Undefined also where there is no answer. */
  async held<T extends Held>({ kind, key, page }: Slot): Promise<T | undefined> {
    const get = () => (page === undefined ? this.#gets.get(key) : this.#read((redis) => redis.hget(key, page)));
    try {
      const text = await this.#counted('read', get);
      return text === null ? undefined : heldIn<T>(text, kind, this.#shape);
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  }

  /** Undefined where the store failed or rests. Such a failure begins no rest: a store without room for more still answers reads. */
  async fill<T>(send: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (this.isResting) return undefined;
    const filling = this.#counted('fill', () => this.#connection.write('fill', send));
    this.#filling.add(filling);
    try {
      return await filling;
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    } finally {
      this.#filling.delete(filling);
    }
  }

  /** Resolves when the fills that have been sent are answered. */
  async filled(): Promise<void> {
    await Promise.allSettled(this.#filling);
  }

  /** Asked whether the grid rests or not: what it misses, it shows wrong. */
  tell(fill: (pipeline: ChainableCommander) => void): Promise<void> {
    return this.#counted('tell', () => this.#connection.writeAll('tell', fill));
  }

  #read<T>(send: (redis: Redis) => Promise<T>): Promise<T> {
    return this.#rest.run(() => this.#connection.read('get', send));
  }

  async #counted<T>(what: keyof SharedStore['failures'], ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof StoreError) this.failures[what] += 1;
      throw error;
    }
  }
}
