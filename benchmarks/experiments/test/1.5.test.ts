import { expect, test } from 'vitest';
import { CATALOGUE_PRODUCTS } from '../../figures/catalogue.ts';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import experiment from '../1.5-cache-aside/experiment.ts';

/** The database's cores by repetition, and the share of reads that reach it. */
const point = (share: number, missed: number, cores: readonly number[]) =>
  repeated(cores, (cpuCores) => ({
    knobs: { 'share cached': share },
    instances: 2,
    means: {
      ...Object.fromEntries(
        ['app1', 'app2'].flatMap((app) => [
          [`${app}.productCacheReadsHitPerSecond`, 300 * (1 - missed)],
          [`${app}.productCacheReadsMissPerSecond`, 300 * missed],
        ]),
      ),
      'postgres.cpuCores': cpuCores,
      'postgres.commitsPerSecond': 600 * missed,
    },
    operations: { product: { p50Ms: 1, p99Ms: 2 } },
  }));

const none = point(1 / CATALOGUE_PRODUCTS, 0.99, [0.19, 0.2, 0.21]);

test.each([
  ['holds where few reads are left and the CPU falls', [none, point(0.2, 0.3, [0.09, 0.1, 0.11])], 'holds'],
  ['does not hold where most reads are left', [none, point(0.2, 0.6, [0.09, 0.1, 0.11])], 'does not hold'],
  ['does not hold where the CPU stays', [none, point(0.2, 0.3, [0.19, 0.2, 0.21])], 'does not hold'],
  ['does not hold where the CPU falls by less than a quarter', [none, point(0.2, 0.3, [0.16, 0.17, 0.18])], 'does not hold'],
  ['is undecided where the CPU was not seen', [none, point(0.2, 0.3, [Number.NaN])], 'undecided'],
  ['is undecided where the repetitions disagree', [none, point(0.2, 0.3, [0.08, 0.1, 0.3])], 'undecided'],
  ['is undecided without the point of a fifth', [none, point(1, 0.01, [0.05])], 'undecided'],
  ['is undecided without the point to compare it with', [point(0.2, 0.3, [0.1])], 'undecided'],
  ['is undecided where nothing was measured', [], 'undecided'],
] as const)('1.5 %s', (_, points, verdict) => {
  const conclusion = experiment.conclude(points.flat());
  expect(conclusion.verdict).toBe(verdict);
  expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.5 is undecided where the caches could not be seen', () => {
  const trials = [none, point(0.2, Number.NaN, [0.1])].flat();
  expect(experiment.conclude(trials).verdict).toBe('undecided');
});

test('1.5 says what is left to the database, by the medians', () => {
  const { figure } = experiment.conclude([none, point(0.2, 0.3, [0.09, 0.1, 0.11])].flat());
  expect(figure).toContain('30 % of the reads reach the database');
  expect(figure).toContain('from 200 to 100 thousandths of a core');
});
