import { expect, test } from 'vitest';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../5.6-one-platform/experiment.ts';

const point = (
  knobs: { 'reads/s': number; writers: number },
  p99Ms: readonly number[],
  stale: (at: number) => number,
  kind = 'ignite',
) =>
  repeated(p99Ms, (ms) => ({
    knobs,
    servers: [{ name: 'node1', kind, version: '1', mode: 'native' }],
    load: { acceptedByKind: { 'change-price': 100 } },
    operations: { product: { count: 6_000, p50Ms: 1, p99Ms: ms }, 'change-price': { count: 100 } },
    means: { 'app1.cpuCores': 0.5, 'node1.cpuCores': 0.2 },
    checks: { 'stale reads': { count: stale(p99Ms.indexOf(ms)) } },
  }));

const alone = (p99Ms: readonly number[], kind?: string) => point({ 'reads/s': 600, writers: 0 }, p99Ms, () => 0, kind);
const beside = (p99Ms: readonly number[], stale: readonly number[], kind?: string) =>
  point({ 'reads/s': 500, writers: 4 }, p99Ms, (at) => stale[at] ?? 0, kind);

const QUICK = [3, 4, 5];

test.each([
  ['holds where it is quick and never stale', QUICK, QUICK, [0, 0, 0], 'holds'],
  ['does not hold where one read was stale', QUICK, QUICK, [0, 1, 0], 'does not hold'],
  ['does not hold where it is slow', [30, 40, 50], QUICK, [0, 0, 0], 'does not hold'],
  ['does not hold where it is slow beside writers', QUICK, [30, 40, 50], [0, 0, 0], 'does not hold'],
  ['is undecided where the repetitions disagree about its speed', [3, 4, 50], QUICK, [0, 0, 0], 'undecided'],
  ['is undecided where they disagree about its speed beside writers', QUICK, [3, 40, 50], [0, 0, 0], 'undecided'],
] as const)('5.6 %s', (_, aloneMs, besideMs, stale, verdict) => {
  const conclusion = experiment.conclude([...alone(aloneMs), ...beside(besideMs, stale)]);
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['holds where it is quick and a read was stale', QUICK, [0, 1, 0], 'holds'],
  ['does not hold where none was', QUICK, [0, 0, 0], 'does not hold'],
  ['does not hold where it is slow beside writers', [30, 40, 50], [0, 1, 0], 'does not hold'],
] as const)('5.6 of a cache beside a database %s', (_, besideMs, stale, verdict) => {
  const conclusion = experiment.conclude([...alone(QUICK, 'redis'), ...beside(besideMs, stale, 'redis')]);
  expect(conclusion.verdict).toBe(verdict);
  expect(conclusion.because.includes('rules staleness out')).toBe(stale.every((count) => count === 0));
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('5.6 is undecided where nothing was measured', () => {
  const conclusion = experiment.conclude([]);
  expect(conclusion.verdict).toBe('undecided');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});
