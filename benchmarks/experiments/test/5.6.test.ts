import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.6-one-platform/experiment.ts';

const SERVERS = [{ name: 'node1', kind: 'ignite', version: '1', mode: 'native' }];

const point = (knobs: { 'reads/s': number; writers: number }, p99Ms: readonly number[], stale: number) =>
  repeated(p99Ms, (ms) => ({
    knobs,
    servers: SERVERS,
    load: { acceptedByKind: { 'change-price': 100 } },
    operations: { product: { count: 6_000, p50Ms: 1, p99Ms: ms }, 'change-price': { count: 100 } },
    means: { 'app1.cpuCores': 0.5, 'node1.cpuCores': 0.2 },
    checks: { 'stale reads': { count: stale } },
  }));

test.each([
  ['holds where it is quick and never stale', [3, 4, 5], 0, 'holds'],
  ['does not hold where one read was stale', [3, 4, 5], 1, 'does not hold'],
  ['does not hold where it is slow', [30, 40, 50], 0, 'does not hold'],
  ['is undecided where the repetitions disagree about its speed', [3, 4, 50], 0, 'undecided'],
] as const)('5.6 %s', (_, p99Ms, stale, verdict) => {
  const trials = [point({ 'reads/s': 600, writers: 0 }, p99Ms, 0), point({ 'reads/s': 500, writers: 4 }, [5, 5, 5], stale)];
  const conclusion = experiment.conclude(trials.flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('5.6 is undecided where nothing was measured', () => {
  const conclusion = experiment.conclude([]);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
