import { allotCpus } from '@outgrow/services/cpu-allotment';
import { serviceMode } from '@outgrow/services/engine';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import type { ServerContainer } from '@outgrow/services/server-container';
import { getContainerRuntimeClient } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyday, forbidden, REFUSED } from './redis-commands.ts';

const mode = await serviceMode();
if (mode === 'native')
  console.warn('Not tested here: Redis in a container. Start a Docker engine, or do not set OUTGROW_SERVICES=native.');

describe.skipIf(mode === 'native')('Redis in a container', { timeout: 60_000 }, () => {
  let server: StartedRedis;
  beforeAll(async () => {
    server = await redis({
      mode: 'container',
      settings: { maxmemory: '32mb', appendonly: 'yes', appendfsync: 'always' },
    }).start();
  }, 300_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 60_000);

  test('answers both users as the native one does, and takes settings', async () => {
    await withRedis(server.url, async (client) => {
      for (const [command, ...args] of everyday) await expect(client.call(command, args), command).resolves.toBeDefined();
      for (const [command, ...args] of forbidden) await expect(client.call(command, args), command).rejects.toThrow(REFUSED);
    });
    const memory = await withRedis(server.adminUrl, (client) => client.config('GET', 'maxmemory'));
    expect(memory).toEqual(['maxmemory', String(32 * 1024 * 1024)]);
    await expect(withRedis(`redis://${server.address}`, (client) => client.ping())).rejects.toThrow('NOAUTH');
    expect(await server.pids()).toEqual([]);
  });

  test('keeps what the settings have it keep through a kill, paused or not, at the same address', async () => {
    const { address } = server;
    await withRedis(server.url, (client) => client.set('kept', '1'));
    await server.kill();
    await expect(withRedis(server.url, (client) => client.ping())).rejects.toThrow();
    await server.restart();
    await server.pause();
    await expect(withRedis(server.url, (client) => client.ping())).rejects.toThrow('timed out');
    await server.kill();
    await server.restart();
    expect(server.address).toBe(address);
    expect(await withRedis(server.url, (client) => client.get('kept'))).toBe('1');
  });

  test('is sampled, and is held to the CPUs it is allotted', async () => {
    await using sampler = await server.openSampler?.();
    expect((await sampler?.sample())?.commandsTotal).toBeGreaterThan(0);
    await using allotment = await allotCpus(server, 0.5);
    expect(allotment).toMatchObject({ how: 'container limit', cpus: 0.5 });
  });

  test('one that somebody has removed says so, and is stopped all the same', async () => {
    const removed = await redis({ mode: 'container' }).start();
    const { id } = (removed as unknown as { container: ServerContainer }).container;
    const { container } = await getContainerRuntimeClient();
    await container.getById(id).remove({ force: true, v: true });
    expect(await removed.howItEnded()).toBe('removed');
    await removed[Symbol.asyncDispose]();
  });

  test('a setting that Redis refuses ends the start with its own words', async () => {
    await expect(redis({ mode: 'container', settings: { 'maxmemory-policy': 'plenty' } }).start()).rejects.toThrow(
      /ended \(exit code 1\) before it answered[\s\S]*'maxmemory-policy plenty'/,
    );
  });
});
