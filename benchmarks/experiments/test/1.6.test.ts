import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../1.6-second-copy/experiment.ts';

/** Stale reads through the other instance by repetition, of 1,000 reads; and through the writer's own in each. */
const point = (guard: string, writers: number, others: readonly number[], own = 0) =>
  repeated(others, (other) => ({
    knobs: { writers, guard },
    instances: 2,
    operations: { 'change-price': { count: 100 } },
    load: { commands: { accepted: 80, refused: 20, failed: 0, unknown: 0 } },
    checks: {
      'stale reads': {
        count: other + own,
        productReads: 1_000,
        staleSameInstance: own,
        staleOtherInstance: other,
        staleEntries: other + own,
        entryP50Ms: 100,
        entryP99Ms: 900,
        entryMaxMs: 1_000,
      },
    },
  }));

const few = [10, 11, 12];
const many = [50, 60, 70];
const bare = [point('none', 1, few, 5), point('none', 12, many, 20)];

test.each([
  ['holds where more writers leave more reads stale, and a lease mends the own instance alone', many, 0, 'holds'],
  ['does not hold where more writers leave no more in any repetition', [8, 9, 10], 0, 'does not hold'],
  ['is undecided where it is the same within what the repetitions differ by', few, 0, 'undecided'],
  ['holds where a lease lets hardly one through', many, 1, 'holds'],
  ['does not hold where the own instance is stale in spite of a lease', many, 10, 'does not hold'],
  ['is undecided where the repetitions disagree about more writers', [9, 60, 70], 0, 'undecided'],
] as const)('1.6 %s', (_, others, own, verdict) => {
  const conclusion = experiment.conclude([...bare, point('lease', 1, few), point('lease', 12, others, own)].flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['there is one number of writers', [point('none', 12, many, 20), point('lease', 12, many)]],
  [
    'the own instance was hardly ever stale',
    [point('none', 1, few), point('none', 12, many, 3), point('lease', 1, few), point('lease', 12, many)],
  ],
  ['there is nothing without a lease', [point('lease', 1, few), point('lease', 12, many, 9)]],
  ['nothing was measured', []],
] as const)('1.6 is undecided where %s', (_, points) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.6 counts the writes that were accepted', () => {
  const { table } = experiment.conclude(point('lease', 12, many));
  expect(table.rows[0]?.[table.columns.indexOf('writes/s')]).toBe('8');
});

test('1.6 does not hold where with a lease nobody sees an old copy', () => {
  const points = [...bare, point('lease', 1, [0, 0, 0]), point('lease', 12, [0, 0, 0])];
  expect(experiment.conclude(points.flat()).verdict).toBe('does not hold');
});
