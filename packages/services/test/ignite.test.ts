import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ignite, type StartedIgnite } from '@outgrow/services/ignite';
import { findProcess } from '@outgrow/services/process-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kept, makeTable, put } from './ignite-records.ts';

describe('a native Ignite of one node', { timeout: 150_000 }, () => {
  let node: StartedIgnite;
  beforeAll(async () => {
    node = await ignite({ mode: 'native', settings: { durability: 'log', backups: '0' } }).start();
    await makeTable(node.address);
  }, 300_000);
  afterAll(() => node?.[Symbol.asyncDispose](), 60_000);

  test('says what it is, and that nothing is being copied or lost', async () => {
    expect(await node.status()).toMatchObject({ active: true, servers: 1, ready: true, partitionsMoving: 0, partitionsLost: 0 });
    expect(node.version).toMatch(/^2\.\d+\.\d+$/);
    await node.untilRebalanced();
  });

  test('is sampled', async () => {
    await using sampler = await node.openSampler?.();
    const sample = await sampler?.sample();
    expect(sample?.heapUsedMiB).toBeGreaterThan(0);
    expect(sample?.offheapUsedMiB).toBeGreaterThan(0);
    expect(sample?.bytesSentTotal).toBeGreaterThanOrEqual(0);
  });

  test('keeps every acknowledged record through a kill, and through a restart in good order, at the same address', async () => {
    const before = { address: node.address, pids: await node.pids() };
    expect(before.pids.length).toBeGreaterThan(0);
    for (const id of ['a', 'b', 'c']) await put(node.address, id);
    await node.kill();
    expect(before.pids.filter((pid) => findProcess(pid))).toEqual([]);
    await expect(node.status()).rejects.toThrow();
    await node.restart();
    expect(node.address).toBe(before.address);
    expect(await kept(node.address)).toEqual(['a', 'b', 'c']);
    await put(node.address, 'd');
    await node.restart();
    expect(await kept(node.address)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('starting and stopping', { timeout: 300_000 }, () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('outgrow-ignite-'));

  test('leaves neither process nor folder behind, even where it was killed or stands still', async () => {
    const before = folders();
    const node = await ignite({ mode: 'native' }).start();
    const pids = await node.pids();
    const own = folders().filter((name) => !before.includes(name));
    await node.pause();
    await node.kill();
    await node[Symbol.asyncDispose]();
    await expect(node.restart()).rejects.toThrow('is stopped');
    expect(pids.filter((pid) => findProcess(pid))).toEqual([]);
    expect(own.length).toBeGreaterThanOrEqual(2);
    expect(own.filter((name) => folders().includes(name))).toEqual([]);
  });

  test('a setting that the node refuses ends the start with its own words', async () => {
    await expect(ignite({ mode: 'native', settings: { durability: 'forever' } }).start()).rejects.toThrow(
      /ended \(exit code 2\) before it answered[\s\S]*DURABILITY takes memory, log or fsync, not "forever"/,
    );
  });

  test('a setting that no node knows is refused before anything starts', async () => {
    await expect(ignite({ mode: 'native', settings: { backup: '2' } }).start()).rejects.toThrow('knows no setting "backup"');
  });
});
