import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../1.3-replica-lag/experiment.ts';

/** Violations of 1,000 reads, by repetition. */
const point = (delayMs: number, violations: readonly number[], writes = 20) =>
  repeated(violations, (count) => ({
    knobs: { 'replay delay ms': delayMs, 'writes/s': writes },
    samples: { columns: ['seconds', 'replica.lagMs'], rows: [[1, delayMs]] },
    checks: { 'read your writes': { count, ownReads: 1_000 } },
  }));

test.each([
  ['holds where a longer delay shows more violations', [point(0, [1, 2, 3]), point(100, [300, 310, 320])], 'holds'],
  ['holds as delays grow, in whatever order they were measured', [point(100, [300]), point(0, [2]), point(20, [90])], 'holds'],
  ['does not hold where nobody misses an own write', [point(0, [0, 0, 0]), point(100, [0, 0, 0])], 'does not hold'],
  ['does not hold where a longer delay shows fewer', [point(0, [300, 310, 320]), point(100, [1, 2, 3])], 'does not hold'],
  ['is undecided where the repetitions disagree', [point(0, [1, 5, 9]), point(100, [4, 6, 8])], 'undecided'],
  ['is undecided at a single delay', [point(100, [300, 310, 320])], 'undecided'],
  ['is undecided where only the writes differ', [point(0, [1]), point(0, [9], 100)], 'undecided'],
  ['is undecided where nothing was measured', [], 'undecided'],
] as const)('1.3 %s', (_, points, verdict) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.3 is undecided where no own write was read again', () => {
  const trials = [point(0, [1]), point(100, [300])].flat().map((trial) => ({ ...trial, verdicts: [] }));
  const conclusion = experiment.conclude(trials);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.3 says how many violations there are at the least and the longest delay, and how old the copy is', () => {
  const { figure } = experiment.conclude([point(0, [1, 2, 3]), point(100, [300, 310, 320])].flat());
  expect(figure).toContain('2 show less than was written');
  expect(figure).toContain('310 at a delay of 100 ms.');
});

test('1.3 says of whose account the lag is, and what it leaves out, beside reads that are stale without one', () => {
  const { figure, because } = experiment.conclude([point(0, [1, 2, 3]), point(100, [300, 310, 320])].flat());
  expect(figure).toContain(
    'does not know of what is still on its way to it, sees a lag (p99) of 0 ms in the one case and of 100 ms',
  );
  expect(because).toContain('it includes the pause between two writes, 50 ms at 20 a second');
  expect(because).toContain('it is 0 while all that was received is replayed');
});
