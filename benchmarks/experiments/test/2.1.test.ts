import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../2.1-which-value/experiment.ts';

const system = (behind: number) => ({
  behind,
  ahead: 0,
  wrong: 0,
  missing: 0,
  away: 0,
  ...(behind > 0
    ? { episodes: 1, p50Ms: 5, p99Ms: 50, maxMs: 60, wrongMs: 70 }
    : { episodes: 0, p50Ms: 0, p99Ms: 0, maxMs: 0, wrongMs: 0 }),
});
/** Of 100 probes those that found systems disagreeing, by repetition, and what was wrong after all had settled. */
const point = (writers: number, cut: string, disagreeing: readonly number[], left = 0, outbox = 'off') =>
  repeated(disagreeing, (count) => ({
    knobs: { writers, cut, guard: 'version', outbox },
    instances: 2,
    operations: { 'change-price': { count: 100 } },
    load: { commands: { accepted: 80, refused: 20, failed: 0, unknown: 0 } },
    probes: { probes: 100, disagreeing: count, systems: { grid: system(0), index: system(count), warehouse: system(count) } },
    checks: { 'copies agree': { count: left, gridBehindAtEnd: 2, indexBehind: left, indexMissing: 0, warehouseBehind: 1 } },
  }));

const few = point(1, 'nothing', [10, 11, 12]);

test.each([
  ['holds where more writes disagree more, and the cut leaves something wrong', [50, 60, 70], 5, 'holds'],
  ['does not hold where more writes disagree no more in any repetition', [8, 9, 10], 5, 'does not hold'],
  ['does not hold where nothing is wrong once the link has healed', [50, 60, 70], 0, 'does not hold'],
  ['does not hold where systems agree while nothing is wrong', [0, 0, 0], 5, 'does not hold'],
  ['is undecided where the repetitions disagree about more writes', [9, 60, 70], 5, 'undecided'],
] as const)('2.1 %s', (_, many, left, verdict) => {
  const conclusion = experiment.conclude([few, point(8, 'nothing', many), point(8, 'index', [90], left)].flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('2.1 draws a copy that was never wrong at 0, not as wrong for a moment, by the writes that were accepted', () => {
  const { charts } = experiment.conclude([few, point(8, 'nothing', [50, 60, 70])].flat());
  const drawn = charts.find(({ title }) => title.startsWith('How long a copy is wrong'));
  expect(drawn?.series.map(({ name, points }) => [name, ...points.map(({ x, y }) => [x, y])])).toEqual([
    ['grid', [8, 0], [8, 0]],
    ['index', [8, 60], [8, 60]],
    ['warehouse', [8, 60], [8, 60]],
  ]);
});

test('2.1 is undecided where nothing was measured', () => {
  const conclusion = experiment.conclude([]);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
