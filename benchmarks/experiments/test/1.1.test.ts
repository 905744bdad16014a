import { expect, test } from 'vitest';
import { madeUpTrial, NOTHING_MEANT, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../1.1-cpu-ceiling/experiment.ts';

const QUARTER = { cpus: 0.25, how: 'control group' };

/** A ladder of rates: the share of its CPUs that the database used, and p99. */
const ladder = (steps: readonly (readonly [share: number, p99Ms: number])[], allotment = QUARTER, repetition = 1) =>
  steps.map(([share, p99Ms], at) =>
    madeUpTrial(
      {
        knobs: { 'sessions/s': 10 * (at + 1) },
        means: { 'postgres.cpuShare': share },
        all: { p50Ms: 1, p99Ms },
        allotments: { postgres: allotment },
      },
      repetition,
    ),
  );

const STEPS = [
  [0.2, 10],
  [0.4, 10],
  [0.6, 10],
  [1, 50],
  [1, 60],
] as const;

// The waiting at rest is 10 ms, and three times that is the bend.
test.each([
  ['holds where p99 bends as the CPU passes 80 %', [0.2, 10], [0.4, 10], [0.6, 10], [0.9, 100], [1, 200], 'holds'],
  ['holds where p99 bends at a CPU that is full', [0.2, 10], [0.6, 10], [0.95, 10], [1, 100], [1, 200], 'holds'],
  ['does not hold where p99 bends well below 80 %', [0.1, 10], [0.2, 10], [0.25, 10], [0.3, 100], [0.9, 200], 'does not hold'],
  [
    'does not hold where the CPU is full and nobody waits longer',
    [0.2, 10],
    [0.5, 10],
    [0.8, 12],
    [0.9, 12],
    [0.99, 15],
    'does not hold',
  ],
  ['is undecided where the ladder ended too early', [0.1, 10], [0.2, 10], [0.3, 11], [0.4, 12], [0.5, 12], 'undecided'],
  ['is undecided where only the last point shows a bend', [0.2, 10], [0.4, 10], [0.6, 10], [0.8, 10], [0.9, 100], 'undecided'],
  [
    'is undecided where the CPU was not seen',
    [Number.NaN, 10],
    [Number.NaN, 10],
    [Number.NaN, 10],
    [1, 100],
    [1, 200],
    'undecided',
  ],
  ['takes a p99 that comes back down for no bend', [0.2, 10], [0.3, 90], [0.6, 10], [0.9, 100], [1, 200], 'holds'],
] as const)('1.1 %s', (_, one, two, three, four, five, verdict) => {
  const conclusion = experiment.conclude(ladder([one, two, three, four, five]));
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.1 says where the CPU passes 80 %, where p99 bends, and what the CPU was there', () => {
  const { figure } = experiment.conclude(ladder(STEPS));
  expect(figure).toContain('passes 80 % of 0.25 CPUs at 35 sessions/s');
  expect(figure).toContain('3 times its 10 ms at rest for good at 35 sessions/s, with the CPU at 80 %');
});

/** p99 bends at a CPU of some 25 %. */
const EARLY = [
  [0.1, 10],
  [0.2, 10],
  [0.25, 10],
  [0.3, 100],
  [0.9, 200],
] as const;
const repetitions = (...ladders: (typeof STEPS | typeof EARLY)[]) =>
  ladders.flatMap((steps, at) => ladder(steps, QUARTER, at + 1));

test('1.1 is undecided where the repetitions say different things, whatever their medians say, and tells how many say what', () => {
  const conclusion = experiment.conclude(repetitions(STEPS, EARLY, STEPS));
  expect(conclusion.verdict).toBe('undecided');
  expect(conclusion.because).toContain('Of 3 repetitions 2 say "holds" and 1 says "does not hold"');
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.1 holds where all repetitions say so', () => {
  const conclusion = experiment.conclude(repetitions(STEPS, STEPS));
  expect(conclusion.verdict).toBe('holds');
  expect(conclusion.because).toMatch(/^All 2 repetitions say so\./);
});

test('1.1 is undecided where the database had other CPUs, and says so', () => {
  const conclusion = experiment.conclude(ladder(STEPS, { cpus: 2, how: 'nothing' }));
  expect(conclusion.verdict).toBe('undecided');
  expect(conclusion.because).toMatch(/^Nothing is shown: postgres was to have 0\.25 CPUs and got 2/);
});

test('1.1 is undecided where there are no trials', () => expect(experiment.conclude([]).verdict).toBe('undecided'));
