import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.1-microseconds/experiment.ts';

const point = (backups: number, floorUs: readonly number[]) =>
  repeated(floorUs, (us) => ({
    knobs: { durability: 'memory', backups },
    operations: { 'place-order': { count: 100, p50Ms: 2, p99Ms: 5 } },
    measured: Object.fromEntries(
      ['floor', 'keys1', 'keys4', 'keys16', 'plain', 'order', 'client'].flatMap((part) => [
        [`${part}P50Us`, part === 'floor' ? us : 100],
        [`${part}P99Us`, 1_000],
      ]),
    ),
  }));

test.each([
  ['holds within 50 µs alone and 500 µs with a copy', [20, 30, 50], [200, 300, 400], 'holds'],
  ['does not hold where a copy takes more', [20, 30, 40], [600, 700, 800], 'does not hold'],
  ['does not hold where it takes more alone', [60, 70, 80], [200, 300, 400], 'does not hold'],
  ['is undecided where the repetitions disagree', [20, 30, 80], [200, 300, 400], 'undecided'],
] as const)('5.1 %s', (_, alone, copied, verdict) => {
  const conclusion = experiment.conclude([point(0, alone), point(1, copied)].flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['nothing was measured with a copy', [point(0, [20])]],
  ['nothing was measured', []],
] as const)('5.1 is undecided where %s', (_, points) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
