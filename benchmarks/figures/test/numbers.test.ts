import { describe, expect, test } from 'vitest';
import { percent, short, withRange } from '../numbers.ts';

describe('numbers in a text', () => {
  test.each([
    [0, '0'],
    [0.01234, '0.012'],
    [1.26, '1.3'],
    [-1.26, '-1.3'],
    [10, '10'],
    [12.34, '12.3'],
    [123.4, '123'],
    [12_345.6, '12,346'],
    [Number.NaN, '–'],
  ])('%d has as many digits as say something: %s', (value, text) => expect(short(value)).toBe(text));

  test.each([
    [0.5, '50 %'],
    [0.0123, '1.2 %'],
    [0, '0 %'],
    [Number.NaN, '–'],
  ])('%d is %s', (share, text) => expect(percent(share)).toBe(text));

  test('a range is written out where it can be told from the median', () => {
    expect(withRange({ median: 12, low: 11, high: 14 })).toBe('12 (11 … 14)');
    expect(withRange({ median: 0.5, low: 0.4, high: 0.6 }, percent)).toBe('50 % (40 % … 60 %)');
    expect(withRange({ median: 1234.2, low: 1234.1, high: 1234.3 })).toBe('1,234');
    expect(withRange({ median: Number.NaN, low: Number.NaN, high: Number.NaN })).toBe('–');
  });
});
