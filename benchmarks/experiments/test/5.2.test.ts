import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.2-send-the-code/experiment.ts';

/** An order's time by repetition, orders in the ten seconds, and bytes a second. */
const points = (decided: string, p50Ms: readonly number[], count: number, bytes: number) =>
  ['closed, 8 users', 'open, 30 orders/s'].map((load) =>
    repeated(p50Ms, (ms) => ({
      knobs: { decided, load },
      load: { acceptedByKind: { 'place-order': count } },
      operations: { 'place-order': { count, p50Ms: ms, p99Ms: 3 * ms } },
      means: {
        'app1.clusterSentBytesPerSecond': bytes,
        'app1.clusterReceivedBytesPerSecond': bytes,
        'app1.commandsPlaceOrderAcceptedPerSecond': count / 10,
        'app1.cpuCores': 0.5,
      },
    })),
  );

test.each([
  ['holds where the node is quicker, reaches more and sends less', [2, 3], 300, 100_000, 'holds'],
  ['does not hold where the transaction from the client is as quick', [9, 10], 300, 100_000, 'does not hold'],
  ['does not hold where it reaches as many orders', [2, 3], 100, 10_000, 'does not hold'],
  ['does not hold where it sends no fewer bytes', [2, 3], 300, 4_000_000, 'does not hold'],
  ['is undecided where the repetitions disagree', [2, 9], 300, 100_000, 'undecided'],
] as const)('5.2 %s', (_, node, count, bytes, verdict) => {
  const conclusion = experiment.conclude(
    [...points('node', node, count, bytes), ...points('client', [8, 9], 100, 1_000_000)].flat(),
  );
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('5.2 is undecided where nothing was measured', () => {
  const conclusion = experiment.conclude([]);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
