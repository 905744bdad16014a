import type { Trial } from '@outgrow/harness/experiment-result';
import { profileNamed } from '@outgrow/harness/experiments';
import type { SystemFigures } from '@outgrow/harness/probes';
import { stageNumbered } from '@outgrow/harness/stages';
import { expect, test } from 'vitest';
import { madeUpTrial, NOTHING_MEANT, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../2.3-schema-change/experiment.ts';

const figures = (wrongMs: number): SystemFigures => ({
  behind: 0,
  ahead: 0,
  wrong: 10,
  missing: 0,
  away: 0,
  episodes: 1,
  p50Ms: wrongMs,
  p99Ms: wrongMs,
  maxMs: wrongMs,
  wrongMs,
});

/** A trial in which the grid was never wrong, and the index and the warehouse were for so long, over four products. */
const trial = (change: string, indexMs: number, warehouseMs = 0, repetition = 1): Trial => ({
  ...madeUpTrial({ knobs: { change }, instances: 2, load: { errors: { no_price: 7, no_answer: 3 } } }, repetition),
  faults: [
    { atSeconds: 4, fault: 'change', target: change, healedAtSeconds: 10, steps: [{ name: `it is made ${change}`, seconds: 2 }] },
  ],
  probes: {
    probes: 100,
    disagreeing: 10,
    systems: { grid: figures(0), index: figures(indexMs), warehouse: figures(warehouseMs) },
  },
});
const runs = (change: string, indexMs: readonly number[], warehouseMs = 0): Trial[] =>
  indexMs.map((ms, at) => trial(change, ms, warehouseMs, at + 1));

test.each([
  [
    'holds where one system is wrong for longer by the change at the source, in all repetitions',
    [...runs('at the source', [4_000, 8_000]), ...runs('everywhere', [0, 3_000])],
    'holds',
  ],
  [
    'does not hold where none is',
    [...runs('at the source', [400, 400], 10), ...runs('everywhere', [400, 800], 10)],
    'does not hold',
  ],
  [
    'is undecided where the repetitions disagree',
    [...runs('at the source', [400, 9_000]), ...runs('everywhere', [800, 800])],
    'undecided',
  ],
  ['is undecided without the other change', runs('at the source', [4_000]), 'undecided'],
  ['is undecided where nothing was probed', [madeUpTrial({ knobs: { change: 'everywhere' } })], 'undecided'],
  ['is undecided where nothing was measured', [], 'undecided'],
] as const)('2.3 %s', (_, trials, verdict) => {
  const conclusion = experiment.conclude(trials);
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('2.3 says who was wrong for how long, and what was done step by step', () => {
  const trials = [trial('none', 400), trial('at the source', 40_000, 8_000), trial('everywhere', 800)];
  const { figure, because, table } = experiment.conclude(trials);
  expect(figure).toContain('grid 0 s, index 10 s, warehouse 2 s, of the 6 s that follow; and 7 reads of clients show no price');
  expect(because).toContain('Nobody told the index and the warehouse.');
  expect(because).toContain('The steps everywhere: it is made everywhere (2 s).');
  expect(table.rows.map(([change]) => change)).toEqual(['none', 'at the source', 'everywhere']);
  expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
});

test('2.3 makes changes that the stage has', async () => {
  const stage = await stageNumbered(2);
  for (const profile of ['quick', 'full']) {
    const points = [...experiment.plan(await profileNamed(profile), stage)];
    const targets = points.flatMap(({ faults = [] }) => faults.map(({ target }) => target));
    expect(targets.toSorted()).toEqual(Object.keys(stage.changes ?? {}).toSorted());
  }
});
