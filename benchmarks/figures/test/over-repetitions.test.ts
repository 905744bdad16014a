import { describe, expect, test } from 'vitest';
import { byPoint, byRepetition, measuredSeries, spread } from '../over-repetitions.ts';
import { madeUpTrial } from './made-up-trial.ts';

describe('a spread', () => {
  test.each([
    [[3, 1, 2], { median: 2, low: 1, high: 3 }],
    [[10, 9, 2, 1], { median: 5.5, low: 1, high: 10 }],
    [[7], { median: 7, low: 7, high: 7 }],
    [[Number.NaN, 4, Number.NaN], { median: 4, low: 4, high: 4, missing: 2 }],
    [[], { median: Number.NaN, low: Number.NaN, high: Number.NaN }],
    [[Number.NaN], { median: Number.NaN, low: Number.NaN, high: Number.NaN, missing: 1 }],
  ])('of %j has the median and the range of what was measured, and how much was not', (values, expected) =>
    expect(spread(values)).toEqual(expected),
  );
});

test('trials by repetition are each the whole experiment once', () => {
  const trials = [1, 2, 1].map((repetition, at) => madeUpTrial({ knobs: { at } }, repetition));
  expect(byRepetition(trials).map((own) => own.map(({ knobs }) => knobs.at))).toEqual([[0, 2], [1]]);
});

describe('trials by point', () => {
  const rates = (...values: number[]) => values.map((rate, at) => madeUpTrial({ knobs: { rate } }, at + 1));

  test('lie in the order of their knobs as numbers, wherever they came', () => {
    expect(byPoint(rates(100, 9, 100, 20)).map(({ knobs, trials }) => [knobs.rate, trials.length])).toEqual([
      [9, 1],
      [20, 1],
      [100, 2],
    ]);
  });

  test('lie by the second knob where the first is the same or no number', () => {
    const knobs = [
      { guard: 'b', writers: 4, pool: 2 },
      { guard: 'a', writers: 4, pool: 1 },
      { guard: 'b', writers: 1, pool: 3 },
    ];
    expect(byPoint(knobs.map((one) => madeUpTrial({ knobs: one }))).map((point) => point.knobs.pool)).toEqual([3, 1, 2]);
  });

  test('give a figure of all repetitions of a point', () => {
    const [point] = byPoint(rates(5, 5, 5));
    expect(point?.of(({ repetition }) => repetition)).toEqual({ median: 2, low: 1, high: 3 });
  });

  test('leave no dot in a chart where nothing was measured', () => {
    const points = byPoint(rates(1, 2));
    const y = ({ knobs }: { knobs: object }) => ('rate' in knobs && knobs.rate === 2 ? 8 : Number.NaN);
    expect(measuredSeries('it', points, (point) => Number(point.knobs.rate), y).points).toEqual([
      { x: 2, y: 8, low: 8, high: 8 },
    ]);
  });
});
