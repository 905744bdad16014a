import { expect, test } from 'vitest';
import * as twin from '../../../benchmarks/workloads/parts/choice.ts';
import { workloads } from '../src/load.ts';
import { random } from '../src/random.ts';
import { zipf } from '../src/zipf.ts';

test('the workloads choose as the harness does: their twins of its functions are alike', () => {
  const [ours, theirs] = [random('harbour/7'), twin.random('harbour/7')];
  const [rank, twinRank] = [zipf(200), twin.zipf(200)];
  for (let at = 0; at < 10_000; at += 1) {
    const chance = ours();
    expect(theirs()).toBe(chance);
    expect(twinRank(chance)).toBe(rank(chance));
  }
});

test('the workloads are found by where they lie', async () => {
  expect(await workloads()).toEqual(expect.arrayContaining(['basket', 'browse', 'mixed', 'order']));
});
