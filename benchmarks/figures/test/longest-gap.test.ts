import { expect, test } from 'vitest';
import { longestGapSeconds } from '../longest-gap.ts';
import { madeUpTrial } from './made-up-trial.ts';

const trial = (counted: (at: number) => number | null, instances = 1) =>
  madeUpTrial({
    instances,
    samples: {
      columns: ['atSeconds', 'app1.doneSoFarPerSecond', 'app2.doneSoFarPerSecond'],
      rows: Array.from({ length: 48 }, (_, at) => [(at - 4) / 4, counted((at - 4) / 4), (at - 4) / 4 < 5 ? 1 : 0]),
    },
  });

test('finds the longest time in which nothing was counted', () => {
  expect(
    longestGapSeconds(
      trial((at) => (at > 2 && at < 4 ? 0 : 3)),
      'doneSoFarPerSecond',
    ),
  ).toBeCloseTo(1.75);
});

test('takes a sample that is missing for nothing counted', () => {
  expect(
    longestGapSeconds(
      trial((at) => (at > 2 && at < 4 ? null : 3)),
      'doneSoFarPerSecond',
    ),
  ).toBeCloseTo(1.75);
});

test('counts to the end of the measured part', () => {
  expect(
    longestGapSeconds(
      trial((at) => (at > 7 ? 0 : 3)),
      'doneSoFarPerSecond',
    ),
  ).toBeCloseTo(2.75);
});

test('has no gap while another instance counts', () => {
  expect(
    longestGapSeconds(
      trial((at) => (at > 2 && at < 4 ? 0 : 3), 2),
      'doneSoFarPerSecond',
    ),
  ).toBeCloseTo(0);
});

test('cannot tell where nothing was ever counted', () => {
  expect(
    longestGapSeconds(
      trial(() => 0),
      'doneSoFarPerSecond',
    ),
  ).toBeNaN();
});
