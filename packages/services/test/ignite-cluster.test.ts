import { ignite, type StartedIgnite } from '@outgrow/services/ignite';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kept, makeTable, put } from './ignite-records.ts';

const WITHIN_MS = 120_000;
const IDS = Array.from({ length: 40 }, (_, at) => `id-${String(at).padStart(2, '0')}`);

describe('three native Ignite nodes that keep a log', { timeout: 400_000 }, () => {
  let nodes: StartedIgnite[] = [];
  beforeAll(async () => {
    const first = await ignite({ mode: 'native', settings: { durability: 'log', majorityOf: '1', heapMib: '256' } }).start();
    nodes = [first];
    await makeTable(first.address);
    for (const id of IDS) await put(first.address, id);
    await grow(3);
  }, 600_000);
  afterAll(() => Promise.all(nodes.map((node) => node[Symbol.asyncDispose]())), 60_000);

  const grow = async (count: number) => {
    while (nodes.length < count) nodes.push(await ignite({ mode: 'native', joins: at(0) }).start());
    await Promise.all(nodes.map((node) => node.untilRebalanced()));
  };
  const at = (index: number) => nodes[index] as StartedIgnite;
  const seen = (node: StartedIgnite) => node.status().then(({ servers }) => servers);
  const whole = async () => {
    const all = await Promise.all(nodes.map((node) => node.status()));
    return all.every((node) => node.ready && node.servers === nodes.length && node.partitionsLost === 0);
  };
  const untilWhole = () => pollUntil('all of them to be one cluster', WITHIN_MS, () => whole().catch(() => false));
  const untilOut = (node: StartedIgnite) =>
    pollUntil('a node to be out', WITHIN_MS, async () => (await seen(node).catch(() => nodes.length)) === nodes.length - 1);

  test('are one cluster, with the settings of the first and what it alone held before', async () => {
    await untilWhole();
    expect(nodes.map((node) => node.settings.durability)).toEqual(['log', 'log', 'log']);
    expect(new Set(nodes.map((node) => node.address)).size).toBe(3);
    expect(await kept(at(2).address)).toEqual(IDS);
  });

  test('go on without the first, which held everything, and take it back with what it missed', async () => {
    await at(0).kill();
    await untilOut(at(1));
    expect(await kept(at(1).address)).toEqual(IDS);
    await put(at(1).address, 'while-away');
    await at(0).restart();
    await untilWhole();
    expect(await kept(at(0).address)).toEqual([...IDS, 'while-away']);
  });

  test('go on without a node that stands still, which comes back by itself once it goes on', async () => {
    await at(1).pause();
    try {
      await untilOut(at(0));
      await put(at(0).address, 'while-still');
    } finally {
      await at(1).resume();
    }
    await pollUntil('it to hear that it was left', WITHIN_MS, () =>
      at(1)
        .status()
        .then(
          ({ servers }) => servers !== 3,
          () => true,
        ),
    );
    await untilWhole();
    expect(await kept(at(1).address)).toEqual([...IDS, 'while-away', 'while-still']);
  });

  test('refuse writes where fewer than half of them are left, and lose nothing that was acknowledged', async () => {
    await Promise.all([at(1).kill(), at(2).kill()]);
    await pollUntil('one to be left', WITHIN_MS, async () => (await seen(at(0)).catch(() => 3)) === 1);
    for (const id of IDS.slice(0, 3)) await expect(put(at(0).address, `${id}-refused`)).rejects.toThrow();
    await Promise.all([at(1).restart(), at(2).restart()]);
    await untilWhole();
    expect(await kept(at(0).address)).toEqual([...IDS, 'while-away', 'while-still']);
  });

  test('keep everything through a kill of all at once', async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await Promise.all(nodes.map((node) => node.restart()));
    await untilWhole();
    expect(await kept(at(2).address)).toEqual([...IDS, 'while-away', 'while-still']);
  });

  test('grow to five, of which any can be missed', async () => {
    await grow(5);
    await untilWhole();
    for (const index of [0, 4]) {
      await at(index).kill();
      await untilOut(at(2));
      expect(await kept(at(2).address)).toEqual([...IDS, 'while-away', 'while-still']);
      await at(index).restart();
      await untilWhole();
    }
  });
});
