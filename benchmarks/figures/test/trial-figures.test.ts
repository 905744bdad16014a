import { describe, expect, test } from 'vitest';
import { cacheHitRate } from '../cache-hits.ts';
import {
  acceptedPerSecond,
  checked,
  commandsPerSecond,
  failures,
  mean,
  meanOverApps,
  otherCpus,
  p99Ms,
  perSecond,
  quantile,
} from '../trial-figures.ts';
import { madeUpTrial } from './made-up-trial.ts';

describe('a quantile of samples', () => {
  const sampled = (...rows: (number | null)[][]) => madeUpTrial({ samples: { columns: ['seconds', 'lag'], rows } });
  const four = [sampled([0, 4], [1, 1]), sampled([2, 3], [10, 2])];

  test.each([
    [0, 1],
    [0.25, 1],
    [0.5, 2],
    [0.99, 4],
    [1, 4],
  ])('at %d of all trials together is %d', (share, expected) => expect(quantile(four, 'lag', share)).toBe(expected));

  test('leaves out the warm-up, what came after the load, and what could not be seen', () => {
    expect(quantile([sampled([-1, 9], [11, 8], [3, null], [4, 2])], 'lag', 1)).toBe(2);
  });

  test('is NaN where nothing was sampled', () => {
    expect(quantile(four, 'other', 0.5)).toBeNaN();
    expect(quantile([], 'lag', 0.5)).toBeNaN();
  });
});

describe('CPUs other than wanted', () => {
  const got = (cpus: number, note?: string) =>
    madeUpTrial({ allotments: { postgres: { cpus, how: 'affinity', ...(note ? { note } : {}) } } });
  const text = (...trials: Parameters<typeof otherCpus>[0]) => otherCpus(trials, 'postgres', () => 0.25);

  test('are none where every trial got what it was to have, or as good as that', () => {
    expect(text(got(0.25), got(0.255))).toBeUndefined();
    expect(text()).toBeUndefined();
  });

  test('are told with how they came about, of whichever trial has them', () => {
    expect(text(got(0.25), got(1, 'no control group'))).toContain(
      'was to have 0.25 CPUs and got 1 by affinity (no control group).',
    );
    expect(text(got(0.2))).toContain('got 0.2 by affinity.');
  });

  test('are told where a process was allotted nothing', () => {
    expect(text(got(0.25), madeUpTrial({}))).toContain('Nothing is shown: postgres was to have 0.25 CPUs');
  });
});

describe('a figure of a trial', () => {
  const trial = madeUpTrial({
    instances: 2,
    means: { 'app1.productCacheReadsHitPerSecond': 6, 'app2.productCacheReadsHitPerSecond': 3, 'postgres.cpuShare': 0.5 },
    operations: { product: { p99Ms: 7 } },
    all: { p99Ms: 9 },
    load: { errors: { timeout: 2, refused: 1 } },
    checks: { 'stale reads': { count: 4, productReads: 100 } },
  });

  test('is what was measured, added up over apps and errors', () => {
    expect(mean(trial, 'postgres.cpuShare')).toBe(0.5);
    expect(meanOverApps(trial, 'productCacheReadsHitPerSecond')).toBe(9);
    expect([p99Ms(trial), p99Ms(trial, 'product')]).toEqual([9, 7]);
    expect(failures(trial)).toBe(3);
    expect([checked(trial, 'stale reads', 'count'), checked(trial, 'stale reads', 'productReads')]).toEqual([4, 100]);
  });

  test('of commands a second is of those that were accepted, and not known where they were not told apart', () => {
    const refusing = madeUpTrial({
      operations: { 'place-order': { count: 100 } },
      load: { acceptedByKind: { 'place-order': 60 } },
    });
    expect([acceptedPerSecond(refusing, 'place-order'), perSecond(refusing, 'place-order')]).toEqual([6, 10]);
    expect(acceptedPerSecond(refusing, 'place-basket')).toBe(0);
    expect(acceptedPerSecond(trial, 'place-order')).toBeNaN();
    expect(commandsPerSecond(madeUpTrial({ load: { commands: { accepted: 60, refused: 30, failed: 9, unknown: 1 } } }))).toBe(6);
  });

  test('is NaN and not 0 where it could not be seen, also where that is so at one app of two', () => {
    expect(mean(trial, 'redis.cpuShare')).toBeNaN();
    expect(p99Ms(trial, 'basket')).toBeNaN();
    expect(checked(trial, 'stale reads', 'other')).toBeNaN();
    expect(checked(trial, 'other', 'count')).toBeNaN();
    expect(meanOverApps({ ...trial, instances: 3 }, 'productCacheReadsHitPerSecond')).toBeNaN();
    expect(cacheHitRate(trial)).toBeNaN();
  });
});
