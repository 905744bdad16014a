import { describe, expect, test } from 'vitest';
import { isAbove0, isMore, isNeverAbove, times, verdictOf } from '../judgement.ts';
import { isAtMost } from '../measured.ts';
import { spread } from '../over-repetitions.ts';

const { NaN: NONE } = Number;

describe('more than another', () => {
  test.each([
    ['is what every repetition says', [4, 5], [2, 3], true],
    ['is not what no repetition says', [2, 3], [4, 5], false],
    ['is not what is the same throughout', [3, 3], [3, 3], false],
    ['is untold where the repetitions overlap, though the medians are in order', [1, 2, 9], [3, 4, 5], undefined],
    ['is untold where they overlap the other way', [3, 4, 5], [1, 2, 9], undefined],
    ['is untold where a repetition of the one was not measured', [4, NONE, 5], [2, 3], undefined],
    ['is untold where a repetition of the other was not measured', [2, 3], [4, NONE], undefined],
    ['is untold where nothing was measured', [], [1], undefined],
  ])('%s', (_, more, less, expected) => expect(isMore(spread(more), spread(less))).toBe(expected));

  test('is untold where there is nothing to compare, or it is a multiple of what was not measured', () => {
    expect(isMore(undefined, spread([1]))).toBeUndefined();
    expect(isMore(times(spread([4, NONE]), 2), spread([1]))).toBeUndefined();
    expect(isMore(times(spread([4, 5]), 2), spread([7]))).toBe(true);
  });

  test.each([
    ['is above 0', [1, 2], true],
    ['is not above 0', [0, 0], false],
    ['may be above 0', [0, 0, 1], undefined],
    ['may be above 0, where one is not known', [1, NONE], undefined],
  ])('%s', (_, values, expected) => expect(isAbove0(spread(values))).toBe(expected));
});

test.each([
  ['within a limit in all repetitions, the limit itself too', [3, 5], true],
  ['above it in all', [6, 7], false],
  ['above it in some', [5, 5, 6], undefined],
  ['not measured in some', [5, NONE], undefined],
  ['not measured', [], undefined],
])('a figure is told to be %s', (_, values, expected) => expect(isAtMost(spread(values), 5)).toBe(expected));

test.each([
  ['never above a limit in any repetition', [3, 5], true],
  ['above it in a single one', [0, 0, 6], false],
  ['above it in one, whatever was not measured', [NONE, 6], false],
  ['not measured in one, which might be the one', [0, NONE], undefined],
  ['not measured', [], undefined],
])('what must not happen once is told to be %s', (_, values, expected) => {
  expect(isNeverAbove(spread(values), 5)).toBe(expected);
  expect(isNeverAbove(undefined, 5)).toBeUndefined();
});

test.each([
  [[true, true], 'holds'],
  [[true, undefined], 'undecided'],
  [[undefined, false, true], 'does not hold'],
] as const)('parts that are %j make it: %s', (parts, verdict) => expect(verdictOf(parts)).toBe(verdict));
