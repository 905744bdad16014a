import { describe, expect, test } from 'vitest';
import { crossing, lastCrossing } from '../crossing.ts';

describe('where a line passes a level', () => {
  test.each([
    ['between two points, in proportion', [0, 10], 5, 15, 15],
    ['at a point that lies on it', [0, 5, 10], 5, 20, 20],
    ['at the first point, where none lies below', [7, 8], 5, 10, 10],
    ['nowhere, where it stays below', [1, 2], 5, undefined, undefined],
    ['nowhere for good, where it comes back down', [0, 10, 0], 5, 15, undefined],
    ['first and last, where it passes twice', [0, 10, 0, 10], 5, 15, 35],
    ['nowhere, where there are no points', [], 5, undefined, undefined],
  ])('is %s', (_, ys, level, first, last) => {
    const points = ys.map((y, at) => ({ x: 10 * (at + 1), y }));
    expect(crossing(points, level)).toBe(first);
    expect(lastCrossing(points, level)).toBe(last);
  });
});
