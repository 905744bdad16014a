import { fileURLToPath } from 'node:url';
import { nodeServer } from '@outgrow/services/node-server';
import { groupsOf, together } from '@outgrow/services/together';
import { expect, test } from 'vitest';

const entry = fileURLToPath(new URL('fixtures/app.ts', import.meta.url));
const started = (kind: string) => nodeServer({ kind, entry, env: {} }).start();
const answers = async (address: string): Promise<boolean> => {
  try {
    return (await fetch(`http://${address}/`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
};

test('servers that are one system are killed, paused and brought back at once', { timeout: 60_000 }, async () => {
  await using one = await started('one');
  await using other = await started('other');
  const both = together('cluster', [one, other]);
  const answering = () => Promise.all([answers(one.address), answers(other.address)]);
  expect(both.address).toBe(`${one.address},${other.address}`);
  expect(await both.pids()).toEqual([...(await one.pids()), ...(await other.pids())]);

  await both.pause();
  expect(await answering()).toEqual([false, false]);
  await both.resume();
  await both.untilRebalanced?.();
  expect(await answering()).toEqual([true, true]);
  await both.kill();
  expect(await answering()).toEqual([false, false]);
  await both.restart();
  expect(await answering()).toEqual([true, true]);
  expect(both.logs()).toContain(`other at ${other.address}`);
});

test('a group holds those of its servers that run, and is none where none of them does', { timeout: 60_000 }, async () => {
  await using one = await started('one');
  const groups = groupsOf({ cluster: ['one', 'left out'], away: ['nobody'] }, { one });
  expect(Object.keys(groups)).toEqual(['cluster']);
  expect(await groups.cluster?.pids()).toEqual(await one.pids());
  expect(() => together('away', [])).toThrow('away has no server that runs');
});
