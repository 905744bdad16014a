import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@outgrow/services/poll-until';
import { findProcess } from '@outgrow/services/process-table';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyday, forbidden, REFUSED } from './redis-commands.ts';

const ping = (url: string) => withRedis(url, (client) => client.ping());
/** Where a server lives that listens on that port. */
const folderOf = (server: StartedRedis) => {
  const [, port] = server.address.split(':');
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('outgrow-redis-'));
  return folders.map((name) => join(tmpdir(), name)).find((folder) => confIn(folder).includes(`port ${port}\n`));
};
const confIn = (folder: string) => {
  try {
    return readFileSync(join(folder, 'redis.conf'), 'utf8');
  } catch {
    return ''; // Another's, which has just gone.
  }
};

describe('a native Redis', { timeout: 30_000 }, () => {
  let server: StartedRedis;
  beforeAll(async () => {
    server = await redis({ mode: 'native', settings: { maxmemory: '32mb', 'maxmemory-policy': 'allkeys-lru' } }).start();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('answers both users, says what it is, and takes settings', async () => {
    expect(await withRedis(server.url, (client) => client.set('greeting', 'hello'))).toBe('OK');
    expect(await withRedis(server.adminUrl, (client) => client.get('greeting'))).toBe('hello');
    expect(server.version).toMatch(/^(Valkey )?\d+\.\d+\.\d+$/);
    const settings = await withRedis(server.adminUrl, (client) => client.config('GET', 'maxmemory*', 'save', 'appendonly'));
    expect(settings).toEqual(expect.arrayContaining(['maxmemory', String(32 * 1024 * 1024), 'maxmemory-policy', 'allkeys-lru']));
    expect(settings).toEqual(expect.arrayContaining(['save', '', 'appendonly', 'no']));
  });

  test('lets the app do what an app does', async () => {
    await withRedis(server.url, async (client) => {
      for (const [command, ...args] of everyday) await expect(client.call(command, args), command).resolves.toBeDefined();
    });
  });

  test('lets the app rule neither the server, nor its users, nor the work of others', async () => {
    await withRedis(server.url, async (client) => {
      for (const [command, ...args] of forbidden) await expect(client.call(command, args), command).rejects.toThrow(REFUSED);
      await expect(client.eval("return redis.call('FLUSHALL')", 0)).rejects.toThrow(/can't run this command|permission/i);
    });
  });

  test('asks everybody for a password, on loopback only, and keeps none in a file, in its log or in its command line', async () => {
    for (const url of [server.url, server.adminUrl]) {
      const guessed = new URL(url);
      guessed.password = 'guessed';
      await expect(ping(guessed.href)).rejects.toThrow('WRONGPASS');
    }
    await expect(ping(`redis://${server.address}`)).rejects.toThrow('NOAUTH');
    await expect(ping(`redis://:guessed@${server.address}`)).rejects.toThrow('WRONGPASS');
    expect(await withRedis(server.adminUrl, (client) => client.config('GET', 'bind'))).toEqual(['bind', '127.0.0.1']);
    const folder = folderOf(server) ?? '';
    expect([statSync(folder).mode & 0o777, statSync(join(folder, 'redis.conf')).mode & 0o777]).toEqual([0o700, 0o600]);
    const shown = execFileSync('ps', ['-o', 'args=', '-p', (await server.pids()).join()], { encoding: 'utf8' });
    expect(shown).toMatch(/-server/);
    for (const url of [server.url, server.adminUrl]) {
      const { password } = new URL(url);
      expect(password.length).toBeGreaterThanOrEqual(32);
      expect(`${confIn(folder)}${server.logs()}${shown}`).not.toContain(password);
    }
  });

  test('says why a log-in failed, without the password that was tried', async () => {
    const guessed = new URL(server.url);
    guessed.password = 'a-guessed-password';
    const error = await ping(guessed.href).catch((reason: unknown) => reason);
    expect(String(error)).toContain('WRONGPASS');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(guessed.password);
  });

  test('is empty after a kill, and at the same address once it is started again', async () => {
    const before = { address: server.address, pids: await server.pids() };
    expect(before.pids).toHaveLength(1);
    await withRedis(server.url, (client) => client.set('lost', '1'));
    await server.kill();
    expect(before.pids.filter((pid) => findProcess(pid))).toEqual([]);
    expect(await server.pids()).toEqual([]);
    await expect(ping(server.url)).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(server.address).toBe(before.address);
    expect(await withRedis(server.url, (client) => client.get('lost'))).toBe(null);
  });

  test('holds its connections and answers nothing while it is paused', async () => {
    await withRedis(server.url, async (client) => {
      await client.ping();
      await server.pause();
      try {
        await expect(ping(server.url)).rejects.toThrow('timed out');
        let answered = false;
        const late = client.echo('late').then((answer) => {
          answered = true;
          return answer;
        });
        await expect(pollUntil('an answer', 500, () => answered)).rejects.toThrow('in vain');
        await server.resume();
        expect(await late).toBe('late');
      } finally {
        await server.resume();
      }
    });
  });

  test('can be killed while it is paused, and restarted while it runs or is paused', async () => {
    await server.pause();
    await server.kill();
    await server.restart();
    expect(await ping(server.url)).toBe('PONG');
    await server.restart();
    await server.pause();
    await server.restart();
    expect(await ping(server.url)).toBe('PONG');
  });
});

describe('starting and stopping', { timeout: 30_000 }, () => {
  test('keeps what was acknowledged through a kill where the settings ask for it', async () => {
    await using server = await redis({ mode: 'native', settings: { appendonly: 'yes', appendfsync: 'always' } }).start();
    await withRedis(server.url, (client) => client.set('kept', '1'));
    await server.kill();
    await server.restart();
    expect(await withRedis(server.url, (client) => client.get('kept'))).toBe('1');
  });

  test('has room for as much as it was given, whatever the empty server takes, after a restart too', async () => {
    const settings = { 'maxmemory-policy': 'allkeys-lru', appendonly: 'yes' };
    await using server = await redis({ mode: 'native', roomBytes: 8_000_000, settings }).start();
    const limit = () => withRedis(server.adminUrl, (client) => client.config('GET', 'maxmemory'));
    const keysAfter = (puts: number) =>
      withRedis(server.url, async (client) => {
        for (let at = 0; at < puts; at++) await client.set(`key ${at}`, 'x'.repeat(100_000));
        return client.dbsize();
      });
    const before = await limit();
    expect(await keysAfter(40)).toBe(40);
    await server.restart();
    expect(await keysAfter(0)).toBe(40);
    expect(await limit()).toEqual(before);
    // 80, but for what each takes beside its value and the connections take.
    const keys = await keysAfter(120);
    expect(keys).toBeGreaterThan(60);
    expect(keys).toBeLessThanOrEqual(80);
  });

  test('refuses a room that is none, or two limits at once, before anything is started', async () => {
    const start = (roomBytes: number, settings = {}) => redis({ mode: 'native', roomBytes, settings }).start();
    await expect(start(0)).rejects.toThrow('0 is no room');
    await expect(start(1024, { maxmemory: '1mb' })).rejects.toThrow('leave one of the two out');
  });

  test('two at once have different ports and passwords, and leave neither process nor folder behind, even one that was killed', async () => {
    const servers = await Promise.all([redis({ mode: 'native' }).start(), redis({ mode: 'native' }).start()]);
    const pids = (await Promise.all(servers.map((server) => server.pids()))).flat();
    const folders = servers.map((server) => folderOf(server));
    try {
      expect(new Set(servers.map((server) => server.address)).size).toBe(2);
      expect(new Set(servers.flatMap(({ url, adminUrl }) => [url, adminUrl].map((each) => new URL(each).password))).size).toBe(4);
      for (const server of servers) expect(await ping(server.url)).toBe('PONG');
      await servers[0].kill();
      expect(folders.every((folder) => folder !== undefined && confIn(folder) !== '')).toBe(true);
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    expect(pids.filter((pid) => findProcess(pid))).toEqual([]);
    expect(servers.map((server) => folderOf(server))).toEqual([undefined, undefined]);
    await expect(servers[0].restart()).rejects.toThrow('is stopped');
  });

  test('a setting that Redis refuses ends the start with its own words', async () => {
    await expect(redis({ mode: 'native', settings: { 'maxmemory-policy': 'plenty' } }).start()).rejects.toThrow(
      /ended \(exit code 1\) before it answered[\s\S]*'maxmemory-policy plenty'/,
    );
  });

  test('a setting that the start decides, or that is none, is refused before anything is started', async () => {
    const start = (settings: Record<string, string>) => redis({ mode: 'native', settings }).start();
    await expect(start({ bind: '*' })).rejects.toThrow('"bind" is decided where Redis is started');
    await expect(start({ user: 'thief on nopass ~* +@all' })).rejects.toThrow('"user" is decided');
    await expect(start({ maxmemory: '1mb\nbind *' })).rejects.toThrow('"maxmemory" is no setting');
  });
});
