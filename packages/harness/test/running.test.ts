import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeServer } from '@outgrow/services/node-server';
import { pollUntil } from '@outgrow/services/poll-until';
import type { Stage } from '@outgrow/services/stage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orWhatEnded } from '../src/ended.ts';
import { FaultPlan } from '../src/faults.ts';
import { measureInside } from '../src/measures.ts';
import { ONE_INSTANCE, startStage } from '../src/running.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outgrow-running-'));
  await writeFile(join(folder, 'once.ts'), ONCE);
  await writeFile(join(folder, 'app.ts'), APP);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ONCE = "import { writeFileSync } from 'node:fs';\nwriteFileSync('once.json', JSON.stringify(process.env));\n";
const APP = `import { createServer } from 'node:http';
const server = createServer((_request, response) => response.end(JSON.stringify(process.env)));
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
`;

/** Two servers that are one system, and one that is started only where it is asked for. */
function madeUp(): Stage {
  const service = (kind: string) => () => nodeServer({ kind, entry: join(folder, 'app.ts'), cwd: folder, env: {} });
  return {
    number: 9,
    name: 'made-up',
    title: 'Made up',
    folder,
    guarantees: {},
    servers: {
      node1: { service: service('node1') },
      node2: { service: service('node2') },
      spare: { service: service('spare'), optional: true },
    },
    groups: { cluster: ['node1', 'node2', 'spare'] },
    urls: (servers) => ({
      cluster: Object.values(servers)
        .map(({ address }) => address)
        .join(','),
    }),
    cacheOf: () => ({}),
    durabilities: { fsync: {} },
    processes: [
      { name: 'migrator', entry: 'once.ts', urls: ['cluster'], runs: 'once' },
      { name: 'app', entry: 'app.ts', urls: ['cluster'], runs: 'app' },
    ],
    measures: {
      count: async ({ servers }, { times = 1 }) => ({ servers: Object.keys(servers).length * Number(times) }),
      twice: async () => ({ servers: 2 }),
    },
  };
}

describe('a running stage', { timeout: 60_000 }, () => {
  test('has the servers that its topology leaves, and tells what runs once of its settings as it tells the apps', async () => {
    const topology = { ...ONE_INSTANCE, leaveOut: ['node2'], settings: { PLACEMENT: 'none' } };
    await using running = await startStage(madeUp(), topology);
    expect(Object.keys(running.servers)).toEqual(['node1']);
    const told = { PLACEMENT: 'none', CLUSTER_URL: running.servers.node1?.address };
    expect(JSON.parse(await readFile(join(folder, 'once.json'), 'utf8'))).toMatchObject(told);
    expect(await (await fetch(running.appUrls[0] ?? '')).json()).toMatchObject(told);
  });

  test('is refused where its topology leaves out what is not there', async () => {
    await expect(startStage(madeUp(), { ...ONE_INSTANCE, leaveOut: ['node7'] })).rejects.toThrow(
      'stage 9 has no server node7; it has node1, node2, spare',
    );
  });

  test('says which server has ended by itself, whatever failed by that, and also where nothing did', async () => {
    await using running = await startStage(madeUp());
    const node1 = running.servers.node1;
    const failing = async (): Promise<never> => {
      throw new Error('read ECONNRESET');
    };
    expect(await orWhatEnded(running, async () => 'done')).toBe('done');
    await expect(orWhatEnded(running, failing)).rejects.toThrow('read ECONNRESET');
    for (const pid of (await node1?.pids()) ?? []) process.kill(pid, 'SIGKILL');
    await pollUntil('it to be gone', 5_000, async () => (await node1?.howItEnded()) !== undefined);
    for (const work of [failing, async () => 'done'])
      await expect(orWhatEnded(running, work)).rejects.toThrow('node1 ended in the middle of the run (SIGKILL): run it again');
  });

  test('has groups that a fault hits as one, and measures of its own', async () => {
    await using running = await startStage(madeUp());
    const pids = async () => (await Promise.all(Object.values(running.servers).map((server) => server.pids()))).flat();
    const before = await pids();
    expect(before).toHaveLength(2);
    await using plan = new FaultPlan(running, [{ fault: 'kill', target: 'cluster', atSeconds: 0 }]);
    plan.begin(0);
    await pollUntil('both servers to be killed', 10_000, async () => (await pids()).length === 0);
    expect(await plan.end()).toMatchObject([{ fault: 'kill', target: 'cluster' }]);
    const after = await pids();
    expect(after).toHaveLength(2);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);

    expect(await measureInside(running, [{ name: 'count', settings: { times: 3 } }])).toEqual({ servers: 6 });
    await expect(measureInside(running, [{ name: 'count' }, { name: 'twice' }])).rejects.toThrow(
      'two measures of one point give servers',
    );
    await expect(measureInside(running, [{ name: 'weight' }])).rejects.toThrow(
      'stage 9 has no measure weight; there is count, twice',
    );
  });
});
