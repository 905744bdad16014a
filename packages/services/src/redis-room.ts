import { infoFields, withRedis } from './redis-client.ts';

/** What the server has taken by now, in bytes, connections included: that of an empty one is not the same from version to version. */
export async function usedBytes(adminUrl: string): Promise<number> {
  const used = await withRedis(adminUrl, async (client) => infoFields(await client.info('memory')).get('used_memory'));
  if (used === undefined)
    throw new Error('Redis does not say how much memory it uses: leave `roomBytes` out, and set maxmemory.');
  return Number(used);
}

/** Until the server is started anew. */
export async function limitMemory(adminUrl: string, bytes: number): Promise<void> {
  await withRedis(adminUrl, (client) => client.config('SET', 'maxmemory', String(bytes)));
}
