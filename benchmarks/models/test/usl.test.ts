import { random } from '@outgrow/harness/random';
import { describe, expect, test } from 'vitest';
import { fitUsl, uslThroughput } from '../usl.ts';

describe('the Universal Scalability Law', () => {
  // The README of the R package `usl` (3.0) prints the coefficients of this data set.
  test('is fitted to the throughput of a SPARCcenter 2000 in SPEC SDM91 as was published', () => {
    const loads = [1, 18, 36, 72, 108, 144, 216];
    const fit = fitUsl(pointsOf(loads, [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]));
    expect(fit.lambda).toBeCloseTo(89.995233, 6);
    expect(fit.sigma).toBeCloseTo(0.0277285, 7);
    expect(fit.kappa).toBeCloseTo(0.0001044, 7);
    expect(fit.peakN).toBeCloseTo(Math.sqrt((1 - 0.0277285) / 0.00010437), 1);
    expect(fit.peakThroughput).toBe(uslThroughput(fit, fit.peakN ?? 0));
  });

  // As that package fits it from version 2.0 on, where κ is kept from falling below 0.
  test('is fitted to the throughput of a ray tracer with κ on its bound: no peak, but a limit', () => {
    const processors = [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64];
    const fit = fitUsl(pointsOf(processors, [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310]));
    expect(fit.lambda).toBeCloseTo(21.848843, 5);
    expect(fit.sigma).toBeCloseTo(0.057771, 6);
    expect(fit).toMatchObject({ kappa: 0, peakN: undefined });
    expect(fit.peakThroughput).toBeCloseTo(21.848843 / 0.057771, 1);
  });

  test.each([
    { lambda: 40, sigma: 0.05, kappa: 0.0004, ns: [1, 2, 4, 8, 16, 32, 64] },
    { lambda: 900, sigma: 0.2, kappa: 0.01, ns: [1, 2, 3, 5, 9] },
    { lambda: 0.003, sigma: 0.7, kappa: 0.02, ns: [1, 2, 4, 6] },
    { lambda: 250, sigma: 0.3, kappa: 0.05, ns: [0.125, 0.25, 0.5, 0.75, 1] },
    { lambda: 40, sigma: 0, kappa: 0.002, ns: [1, 2, 4, 8, 16] },
    { lambda: 40, sigma: 0.1, kappa: 0, ns: [1, 2, 4, 8, 16] },
    { lambda: 40, sigma: 1, kappa: 0, ns: [1, 2, 4, 8, 16] },
    { lambda: 40, sigma: 0, kappa: 0, ns: [1, 2, 4, 8, 16] },
  ])('is found again from points that lie on it: λ $lambda, σ $sigma, κ $kappa', ({ ns, ...law }) => {
    const fit = fitUsl(ns.map((n) => ({ n, throughput: uslThroughput(law, n) })));
    expect(fit.lambda / law.lambda).toBeCloseTo(1, 8);
    expect(fit.sigma).toBeCloseTo(law.sigma, 8);
    expect(fit.kappa).toBeCloseTo(law.kappa, 8);
    expect(fit.residual).toBeLessThan(1e-8);
    expect(fit.peakN === undefined).toBe(law.kappa === 0);
  });

  test('has no limit where throughput keeps pace, and does not go faster than that', () => {
    expect(fitUsl(pointsOf([1, 2, 4], [10, 20, 40]))).toMatchObject({
      sigma: 0,
      kappa: 0,
      peakThroughput: Number.POSITIVE_INFINITY,
    });
    expect(fitUsl(pointsOf([1, 2, 4], [10, 25, 60]))).toMatchObject({ sigma: 0, kappa: 0 });
  });

  test('has its peak at the start where throughput only falls', () => {
    const fit = fitUsl(pointsOf([1, 2, 4, 8], [100, 80, 50, 30]));
    expect(fit.sigma).toBeLessThanOrEqual(1);
    expect(fit).toMatchObject({ peakN: 1, peakThroughput: fit.lambda });
  });

  test('comes nearer to scattered points than any law beside it', () => {
    const seed = 'usl/1';
    const next = random(seed);
    for (let run = 0; run < 50; run += 1) {
      const law = { lambda: 100, sigma: next() * 0.3, kappa: next() * 0.01 };
      const points = [1, 2, 4, 8, 16, 24].map((n) => ({ n, throughput: uslThroughput(law, n) * (0.8 + 0.4 * next()) }));
      const squares = (one: typeof law) =>
        points.reduce((sum, { n, throughput }) => sum + (throughput - uslThroughput(one, n)) ** 2, 0);
      const fit = fitUsl(points);
      for (let tries = 0; tries < 100; tries += 1) {
        const near = () => 1 + (next() - 0.5) * 10 ** (-4 * next());
        const sigma = Math.min(1, (fit.sigma + (tries % 2) * 0.01 * next()) * near());
        const beside = { lambda: fit.lambda * near(), sigma, kappa: (fit.kappa + (tries % 3) * 0.0005 * next()) * near() };
        expect(squares(beside), `seed ${seed}, run ${run}`).toBeGreaterThanOrEqual(squares(fit) * (1 - 1e-9));
      }
    }
  });

  test('leaves less free where there are few points', () => {
    expect(fitUsl(pointsOf([4], [20]))).toMatchObject({ lambda: 5, sigma: 0, kappa: 0 });
    expect(fitUsl(pointsOf([1, 4, 4], [10, 20, 20])).residual).toBeLessThan(1e-8);
  });

  test('is not fitted to what is none of its points', () => {
    expect(() => fitUsl([])).toThrow('there are no points');
    for (const bad of [pointsOf([0], [1]), pointsOf([1], [0]), pointsOf([1], [Number.NaN]), pointsOf([-1], [1])])
      expect(() => fitUsl(bad)).toThrow('both must be above 0');
  });
});

const pointsOf = (ns: readonly number[], throughputs: readonly number[]) =>
  ns.map((n, at) => ({ n, throughput: throughputs[at] ?? Number.NaN }));
