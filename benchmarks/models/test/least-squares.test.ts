import { expect, test } from 'vitest';
import { leastSquares } from '../least-squares.ts';

test('the line through points is the one of the textbook', () => {
  // y = 3.5 + 1.4 x over (1, 6), (2, 5), (3, 7), (4, 10).
  const [height, slope] = leastSquares(
    [1, 2, 3, 4].map((x) => [1, x]),
    [6, 5, 7, 10],
  ) ?? [0, 0];
  expect(height).toBeCloseTo(3.5, 12);
  expect(slope).toBeCloseTo(1.4, 12);
});

test('columns that hang together have no answer', () => {
  expect(
    leastSquares(
      [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
      [1, 2, 3],
    ),
  ).toBeUndefined();
  expect(leastSquares([[1, 2]], [1])).toBeUndefined();
});
