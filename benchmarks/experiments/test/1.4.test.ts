import { expect, test } from 'vitest';
import { type MadeUp, NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../1.4-vertical-ceiling/experiment.ts';

interface Steps {
  perSecond: (cpus: number) => number;
  /** By how much the repetitions differ from the middle one. */
  apart?: number;
  share?: number;
  got?: (cpus: number) => MadeUp['allotments'];
  pool?: number;
}

const given = (cpus: number) => ({ postgres: { cpus, how: 'control group' } });

const ladder = ({ perSecond, apart = 0.01, share = 0.95, got = given, pool = 8 }: Steps) =>
  [0.25, 0.5, 0.75, 1].flatMap((cpus) =>
    repeated([1 - apart, 1, 1 + apart], (factor) => ({
      knobs: { 'CPUs of the database': cpus, pool },
      means: { 'postgres.cpuShare': share, 'postgres.cpuCores': cpus * share, 'app1.cpuCores': 0.1, 'machine.busyShare': 0.5 },
      operations: { 'place-order': { p99Ms: 20 } },
      load: { commands: { accepted: Math.round(10_000 * perSecond(cpus) * factor) / 1_000, refused: 0, failed: 0, unknown: 0 } },
      allotments: got(cpus) ?? {},
    })),
  );

const inProportion = (cpus: number) => 400 * cpus;
const lessAndLess = (cpus: number) => (400 * cpus) / (1 + 0.2 * (4 * cpus - 1));

const SAYS: { [verdict: string]: string } = {
  holds: 'In all repetitions the CPUs add less',
  'does not hold': 'The CPUs add as much',
  undecided: 'do not tell whether the CPUs add less',
};

test.each([
  ['holds where each CPU adds less', { perSecond: lessAndLess }, 'holds'],
  ['holds where more CPUs give fewer orders', { perSecond: (cpus) => 100 - 10 * cpus }, 'holds'],
  ['does not hold where orders keep pace with the CPUs', { perSecond: inProportion }, 'does not hold'],
  ['does not hold where they do but for 3 %', { perSecond: (cpus) => 400 * cpus ** 0.98, apart: 0 }, 'does not hold'],
  ['is undecided on what lies within the repetitions', { perSecond: (cpus) => 400 * cpus ** 0.9, apart: 0.08 }, 'undecided'],
] as [string, Steps, string][])('1.4 %s', (_, steps, verdict) => {
  const conclusion = experiment.conclude(ladder(steps));
  expect(conclusion.verdict).toBe(verdict);
  expect(conclusion.because).toContain(SAYS[verdict] ?? 'nothing');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test.each([
  ['the database did not use what it had', { perSecond: inProportion, share: 0.5 }],
  ['no law comes near', { perSecond: (cpus) => (cpus === 0.5 ? 400 : 100) }],
  ['the database had other CPUs', { perSecond: lessAndLess, got: () => given(2) }],
  ['the database was allotted none', { perSecond: lessAndLess, got: () => ({}) }],
] as [string, Steps][])('1.4 is undecided where %s', (_, steps) =>
  expect(experiment.conclude(ladder(steps)).verdict).toBe('undecided'),
);

test('1.4 is judged by the pool that carries most', () => {
  const trials = [
    ladder({ perSecond: inProportion, pool: 24 }),
    ladder({ perSecond: (cpus) => 0.5 * lessAndLess(cpus), pool: 2 }),
  ];
  const conclusion = experiment.conclude(trials.flat());
  expect(conclusion.verdict).toBe('does not hold');
  expect(conclusion.figure).toContain('with a pool of 24');
});
