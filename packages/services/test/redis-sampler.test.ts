import { pollUntil } from '@outgrow/services/poll-until';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import type { Sampler } from '@outgrow/services/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('the samples of Redis', { timeout: 30_000 }, () => {
  let server: StartedRedis;
  beforeAll(async () => {
    server = await redis({ mode: 'native', settings: { maxmemory: '8mb', 'maxmemory-policy': 'allkeys-lru' } }).start();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const opened = async (): Promise<Sampler> => {
    const sampler = await server.openSampler?.();
    if (!sampler) throw new Error('Redis has no sampler');
    return sampler;
  };

  test('count what the shop does: hits, misses, keys, who is connected, what ran out', async () => {
    await using sampler = await opened();
    // A connection of before is counted until the server has seen it go.
    await pollUntil('everybody else to be gone', 5_000, async () => (await sampler.sample()).connectedClients === 0);
    const before = await sampler.sample();
    expect(Object.keys(before).sort()).toEqual([
      'commandsTotal',
      'connectedClients',
      'evictedTotal',
      'expiredTotal',
      'hitsTotal',
      'keys',
      'missesTotal',
      'usedMemoryMiB',
    ]);
    const grown = async (name: string) => ((await sampler.sample())[name] ?? 0) - (before[name] ?? 0);
    await withRedis(server.url, async (client) => {
      await client.mset('a', '1', 'b', '2');
      await client.get('a');
      await client.mget('a', 'b', 'none');
      expect(await sampler.sample()).toMatchObject({ connectedClients: 1, keys: 2 });
      expect([await grown('hitsTotal'), await grown('missesTotal')]).toEqual([3, 1]);
      expect(await grown('commandsTotal')).toBeGreaterThanOrEqual(3);
      await client.pexpire('a', 1);
      await pollUntil('it to expire', 5_000, async () => (await grown('expiredTotal')) === 1);
    });
    expect((await sampler.sample()).keys).toBe(1);
  });

  test('show what is evicted where the memory is full, and that it stays within its limit', async () => {
    await using sampler = await opened();
    const value = 'x'.repeat(100_000);
    await withRedis(server.url, async (client) => {
      for (let at = 0; at < 150; at++) await client.set(`large ${at}`, value);
    });
    const sample = await sampler.sample();
    expect(sample.evictedTotal).toBeGreaterThan(0);
    expect(sample.usedMemoryMiB).toBeGreaterThan(1);
    expect(sample.usedMemoryMiB).toBeLessThan(9);
  });

  test('fail while the server is paused or down, and go on after it', async () => {
    await using sampler = await opened();
    await server.pause();
    try {
      await expect(sampler.sample()).rejects.toThrow('timed out');
      await expect(sampler.sample()).rejects.toThrow('timed out');
    } finally {
      await server.resume();
    }
    expect((await sampler.sample()).commandsTotal).toBeGreaterThan(0);
    await server.kill();
    await expect(sampler.sample()).rejects.toThrow();
    await expect(sampler.sample()).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect((await sampler.sample()).keys).toBe(0);
    await sampler[Symbol.asyncDispose]();
    await expect(sampler.sample()).rejects.toThrow('stopped');
  });
});
