import type { RedisConnection } from './connection.ts';

const BATCH = 500;

/** Keys in batches. One may come twice where the server makes room for others meanwhile. */
export async function* scan(connection: RedisConnection, pattern: string): AsyncGenerator<string[]> {
  let cursor = '0';
  do {
    const [next, keys] = await connection.read('scan', (redis) => redis.scan(cursor, 'MATCH', pattern, 'COUNT', BATCH));
    if (keys.length > 0) yield keys;
    cursor = next;
  } while (cursor !== '0');
}
