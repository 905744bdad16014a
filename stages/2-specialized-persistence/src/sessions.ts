import { RedisStore } from 'connect-redis';
import type { Redis } from 'ioredis';
import { RedisConnection } from './redis/connection.ts';
import { scan } from './redis/scan.ts';

/**
 * Express sessions in a Redis of their own. With it away every use of a session fails at once: a shopper is told so, and not
 * taken for one who has signed out.
 */
export class Sessions extends RedisStore {
  readonly #connection: RedisConnection;

  constructor(url: string) {
    const connection = new RedisConnection('sessions', url, ANSWER_WITHIN_MS);
    super({ client: clientOn(connection), prefix: 'session:', disableTouch: true });
    this.#connection = connection;
  }

  ping(): Promise<void> {
    return this.#connection.ping();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** A sign-in waits for the disk, and everybody else waits behind it: a flush that takes some hundred milliseconds is slow, and no failure. */
const ANSWER_WITHIN_MS = 1_000;

/** What the store calls of the client it is written for, node-redis, on ours. */
const clientOn = (connection: RedisConnection) => ({
  get: (key: string) => connection.read('get session', (redis) => redis.get(key)),
  set: (key: string, value: string, { expiration }: { expiration: { type: 'EX'; value: number } }) =>
    connection.write('set session', (redis) => redis.set(key, value, expiration.type, expiration.value)),
  expire: (key: string, seconds: number) => connection.write('expire session', (redis) => redis.expire(key, seconds)),
  del: (keys: string[]) => connection.write('delete sessions', (redis) => redis.del(keys)),
  mGet: (keys: string[]) => connection.read('get sessions', (redis: Redis) => redis.mget(keys)),
  scanIterator: ({ MATCH }: { MATCH: string }) => scan(connection, MATCH),
});
