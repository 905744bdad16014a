import { serviceMode } from '@outgrow/services/engine';
import { ignite, type StartedIgnite } from '@outgrow/services/ignite';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kept, makeTable, put } from './ignite-records.ts';

const WITHIN_MS = 120_000;

const mode = await serviceMode();
if (mode === 'native')
  console.warn('Not tested here: Ignite in containers. Start a Docker engine, or do not set OUTGROW_SERVICES=native.');

describe.skipIf(mode === 'native')('three Ignite nodes in containers', { timeout: 300_000 }, () => {
  const nodes: StartedIgnite[] = [];
  beforeAll(async () => {
    const settings = { durability: 'log', majorityOf: '3', heapMib: '256', javaOpts: '-XX:TieredStopAtLevel=1' };
    nodes.push(await ignite({ mode: 'container', settings }).start());
    for (const _ of [2, 3]) nodes.push(await ignite({ mode: 'container', joins: at(0) }).start());
    await makeTable(at(0).address);
  }, 600_000);
  afterAll(() => Promise.all(nodes.map((node) => node[Symbol.asyncDispose]())), 120_000);

  const at = (index: number) => nodes[index] as StartedIgnite;
  const servers = (node: StartedIgnite) => node.status().then((status) => status.servers);

  test('are one cluster, and each is sampled', async () => {
    for (const node of nodes) {
      expect(await node.status()).toMatchObject({ ready: true, servers: 3, partitionsLost: 0 });
      await using sampler = await node.openSampler?.();
      expect((await sampler?.sample())?.heapUsedMiB).toBeGreaterThan(0);
    }
  });

  test.each(['kill', 'pause'] as const)('go on after the %s of one, and take it back at its address', async (fault) => {
    const { address } = at(1);
    await put(at(0).address, `before ${fault}`);
    await at(1)[fault]();
    await pollUntil('it to be out', WITHIN_MS, async () => (await servers(at(0)).catch(() => 3)) === 2);
    await put(at(0).address, `while ${fault}`);
    await (fault === 'kill' ? at(1).restart() : at(1).resume());
    await pollUntil('three to be whole', WITHIN_MS, async () => {
      const all = await Promise.all(nodes.map((node) => node.status())).catch(() => []);
      return all.length === 3 && all.every((node) => node.ready && node.servers === 3);
    });
    expect(at(1).address).toBe(address);
    expect(await kept(at(1).address)).toEqual(expect.arrayContaining([`before ${fault}`, `while ${fault}`]));
  });
});
