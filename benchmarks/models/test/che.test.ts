import { random } from '@outgrow/harness/random';
import { zipf } from '@outgrow/harness/zipf';
import { describe, expect, test } from 'vitest';
import { cheHitRate, hitRateUpTo } from '../che.ts';

describe('the hit rate of a cache, by Che', () => {
  test('is the share of the items that it holds, where all are as popular', () => {
    for (const capacity of [1, 10, 99.5, 500, 999])
      expect(cheHitRate(uniform(1_000), capacity).hitRate).toBeCloseTo(capacity / 1_000, 12);
  });

  test('has the characteristic time in closed form there: -N ln(1 - C/N)', () => {
    expect(cheHitRate(uniform(1_000), 250).characteristicTime).toBeCloseTo(-1_000 * Math.log(1 - 0.25), 6);
  });

  test('is 1 where the cache holds all that is asked for, 0 where it holds nothing', () => {
    for (const capacity of [3, 4]) {
      const { hitRate, characteristicTime } = cheHitRate([0.5, 0.3, 0.2, 0], capacity);
      expect([hitRate, characteristicTime]).toEqual([1, Number.POSITIVE_INFINITY]);
    }
    expect(cheHitRate([0.5, 0.5], 0).hitRate).toBeCloseTo(0, 12);
  });

  test.each([10, 50, 200])('is that of a simulated LRU of %i products, of 400 by Zipf, to a hundredth', (capacity) => {
    const seed = 'che/1';
    const hits = simulated(seed, 400, capacity, 200_000);
    const measured = hits.slice(20_000).reduce((sum, hit) => sum + hit, 0) / (hits.length - 20_000);
    expect(Math.abs(cheHitRate(zipfian(400), capacity).hitRate - measured), `seed ${seed}: ${measured}`).toBeLessThan(0.01);
  });

  test('takes probabilities and a capacity, nothing else', () => {
    expect(() => cheHitRate([0.5, 0.4], 1)).toThrow('must be probabilities');
    expect(() => cheHitRate([1], Number.NaN)).toThrow('must be 0 or more');
  });
});

describe('the hit rate of a cache that begins empty', () => {
  test('is in closed form where nothing ever leaves it: what was never asked for before is a miss', () => {
    const seen = 100 * (1 - 0.99 ** 300);
    expect(hitRateUpTo(uniform(100), 100, 0, 300)).toBeCloseTo(1 - seen / 300, 12);
    const later = 100 * (1 - 0.99 ** 500) - seen;
    expect(hitRateUpTo(uniform(100), 100, 300, 500)).toBeCloseTo(1 - later / 200, 12);
  });

  test('has no hit at the first request, and that of a full cache long after', () => {
    expect(hitRateUpTo(zipfian(400), 50, 0, 1)).toBeCloseTo(0, 12);
    expect(hitRateUpTo(zipfian(400), 50, 1e6, 2e6)).toBeCloseTo(cheHitRate(zipfian(400), 50).hitRate, 12);
    expect(hitRateUpTo([0.5, 0.5], 0, 0, 10)).toBeCloseTo(0, 12);
    expect(hitRateUpTo([1], 1, 0, 10)).toBeCloseTo(0.9, 12);
  });

  test.each([
    { capacity: 50, from: 0, to: 100 },
    { capacity: 200, from: 0, to: 500 },
    { capacity: 200, from: 100, to: 1_000 },
    { capacity: 400, from: 500, to: 2_000 },
  ])('is that of simulated ones of $capacity of 400 by Zipf, request $from to $to, to a hundredth', ({ capacity, from, to }) => {
    let hits = 0;
    for (let run = 0; run < RUNS; run += 1)
      hits += simulated(`cold/${run}`, 400, capacity, to)
        .slice(from)
        .reduce((sum, hit) => sum + hit, 0);
    const measured = hits / (RUNS * (to - from));
    const modelled = hitRateUpTo(zipfian(400), capacity, from, to);
    expect(Math.abs(modelled - measured), `seeds cold/0 … cold/${RUNS - 1}: ${measured}`).toBeLessThan(0.01);
  });

  test('is asked for some requests', () => {
    expect(() => hitRateUpTo([1], 1, 5, 5)).toThrow('there are no requests after 5 up to 5');
    expect(() => hitRateUpTo([1], 1, -1, 5)).toThrow('there are no requests');
  });
});

const RUNS = 200;

const uniform = (items: number): number[] => Array.from({ length: items }, () => 1 / items);

function zipfian(items: number): number[] {
  const sum = Array.from({ length: items }, (_, at) => 1 / (at + 1)).reduce((one, other) => one + other);
  return Array.from({ length: items }, (_, at) => 1 / (at + 1) / sum);
}

/** Whether each request to an LRU cache, empty at first, was a hit (1) or not (0). */
function simulated(seed: string, items: number, capacity: number, requests: number): number[] {
  const next = random(seed);
  const chosen = zipf(items);
  const held = new Set<number>();
  return Array.from({ length: requests }, () => {
    const item = chosen(next());
    const hit = held.delete(item);
    held.add(item);
    // A set keeps the order in which its members came: the first was used longest ago.
    const [oldest = item] = held;
    if (held.size > capacity) held.delete(oldest);
    return hit ? 1 : 0;
  });
}
