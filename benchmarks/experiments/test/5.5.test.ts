import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.5-bad-schema/experiment.ts';

const SERVERS = [{ name: 'node1', kind: 'ignite', version: '1', mode: 'native' }];

const point = (placement: string, orderUs: readonly number[], messages: number, joined: number) =>
  repeated(orderUs, (us) => ({
    knobs: { placement },
    servers: SERVERS,
    load: { acceptedByKind: { 'place-order': 300 } },
    operations: { 'place-order': { count: 300, p50Ms: 5, p99Ms: 20 } },
    means: { 'node1.messagesSentPerSecond': 100, 'app1.commandsPlaceOrderAcceptedPerSecond': 30 },
    measured: {
      orderP50Us: us,
      orderP99Us: 3 * us,
      orderMessages: messages,
      joinTruth: 900,
      joinFound: joined,
      joinFoundDistributed: 900,
    },
  }));

const good = point('merchant', [800, 900, 1_000], 6, 900);

test.each([
  ['holds where it takes more time and more messages', [4_000, 5_000], 60, 'holds'],
  ['does not hold where it takes no more time in any repetition', [700, 800], 60, 'does not hold'],
  ['is undecided where it takes as long within what the repetitions differ by', [800, 900], 60, 'undecided'],
  ['does not hold where it takes no more messages', [4_000, 5_000], 6, 'does not hold'],
  ['is undecided where the repetitions disagree', [950, 5_000], 60, 'undecided'],
] as const)('5.5 %s', (_, us, messages, verdict) => {
  const conclusion = experiment.conclude([good, point('none', us, messages, 300)].flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(conclusion.because).toContain('silently left rows out');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['only one schema was measured', [good]],
  ['nothing was measured', []],
] as const)('5.5 is undecided where %s', (_, points) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
