import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Opened } from '@outgrow/api/opened';
import { freePort } from '@outgrow/services/free-port';
import { nodeProcess } from '@outgrow/services/node-process';
import type { Started } from '@outgrow/services/service';
import type { Servers } from '@outgrow/services/stage';
import { afterAll, expect, test } from 'vitest';
import { countProcess, platformsOf } from '../src/platform/count-processes.ts';
import { namesRead } from '../src/platform/count-settings.ts';
import { listeningPorts } from '../src/platform/listening-ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'outgrow-counted-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Listens at PORT and, on another address, again; its child, which ends with it, listens at CHILD_PORT and has a connection to it. */
const PARENT_AND_CHILD = `
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { connect } from 'node:net';
const { PORT, CHILD_PORT } = process.env;
if (process.send) {
  process.once('disconnect', () => process.exit());
  createServer().listen(Number(CHILD_PORT), '127.0.0.1', () => {
    connect(Number(CHILD_PORT), '127.0.0.1', () => process.send('listening'));
  });
} else {
  const child = fork(import.meta.filename);
  child.once('message', () => {
    const answer = (request, response) => response.end('ready');
    createServer(answer).listen(Number(PORT), '127.0.0.2', () => createServer(answer).listen(Number(PORT), '127.0.0.1'));
  });
  process.once('SIGTERM', () => process.exit());
}
`;

// Elsewhere nothing tells them, and the address is counted.
test.runIf(process.platform === 'linux')('the ports of a process are those it listens on, and those of its child', async () => {
  const entry = join(folder, 'parent-and-child.ts');
  writeFileSync(entry, PARENT_AND_CHILD);
  const [port, childPort] = [await freePort(), await freePort()];
  const env = { PORT: String(port), CHILD_PORT: String(childPort) };
  await using started = await nodeProcess({ kind: 'pair', entry, env, readyUrl: `http://127.0.0.1:${port}/` }).start();
  const counted = await countProcess('both', started);
  expect(counted).toEqual({
    name: 'both',
    kind: 'pair',
    ports: [port, childPort].sort((one, other) => one - other),
    portsFrom: 'sockets',
    osProcesses: 2,
    memoryBytes: expect.any(Number),
  });
  expect(counted.memoryBytes).toBeGreaterThan(2 ** 20);
});

test.runIf(process.platform === 'linux')('a port is counted while it is listened on, of IPv6 too', async () => {
  const server = createServer().listen(0, '::1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(listeningPorts([process.pid])).toContain(port);
  server.close();
  await once(server, 'close');
  expect(listeningPorts([process.pid])).not.toContain(port);
});

test('of a server whose processes cannot be seen its address is counted, and nothing is made up', async () => {
  const contained = { kind: 'redis', address: '127.0.0.1:6379', pids: async () => [] as number[] } as unknown as Started;
  expect(await countProcess('grid', contained)).toEqual({ name: 'grid', kind: 'redis', ports: [6379], portsFrom: 'address' });
});

test('a platform is a role: two shards are one, two servers of a kind are two, and a worker of ours is none', () => {
  const versions = { postgres: '18', shard1: '18', 'shard-2': '18', grid: '9', sessions: '9', relay: process.version };
  const servers = Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, { version }]));
  expect(platformsOf(servers as unknown as Servers)).toEqual(['postgres', 'shard', 'grid', 'sessions']);
});

test('the settings are those an opening reads, and what it opened is closed', async () => {
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  const read = await namesRead(
    async (urls, settings) => {
      expect([urls.postgres, settings.POOL, 'CACHE' in settings, settings.POOL]).toEqual(['a', undefined, false, undefined]);
      return { shop: { close } } as unknown as Opened;
    },
    { postgres: 'a' },
  );
  expect([read, closed]).toEqual([['CACHE', 'POOL'], 1]);
});
