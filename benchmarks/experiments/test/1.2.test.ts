import { expect, test } from 'vitest';
import { CATALOGUE_PRODUCTS, popularity } from '../../figures/catalogue.ts';
import { NOTHING_MEANT, repeated, shown } from '../../figures/test/made-up-trial.ts';
import { hitRateUpTo } from '../../models/che.ts';
import experiment from '../1.2-working-set/experiment.ts';

/** 600 reads a second, 10 s of them before the measured ones. */
const modelled = (ratio: number) => hitRateUpTo(popularity, Math.round(CATALOGUE_PRODUCTS / ratio), 6_000, 12_000);

const point = (ratio: number, hitRates: readonly number[]) =>
  repeated(hitRates, (rate) => ({
    knobs: { 'catalogue / cache': ratio },
    means: {
      'app1.productCacheReadsHitPerSecond': 600 * rate,
      'app1.productCacheReadsMissPerSecond': 600 * (1 - rate),
      'postgres.commitsPerSecond': 600 * (1 - rate),
    },
  }));

const around = (middle: number) => [middle - 0.01, middle, middle + 0.01];

test.each([
  ['holds where the hit rate is the modelled one', [0.5, 2, 10], modelled, 'holds'],
  ['holds where it is near the modelled one', [0.5, 2, 10], (ratio: number) => modelled(ratio) - 0.04, 'holds'],
  ['does not hold where it is far from it', [0.5, 2, 10], (ratio: number) => modelled(ratio) - 0.06, 'does not hold'],
  ['does not hold where it stays as the catalogue grows', [0.5, 2, 10], () => modelled(0.5), 'does not hold'],
  ['does not hold where it rises', [0.5, 2, 10], (ratio: number) => 1 - modelled(ratio), 'does not hold'],
  ['is undecided at a single point', [2], modelled, 'undecided'],
  ['is undecided where no hit rate was seen', [0.5, 2, 10], () => Number.NaN, 'undecided'],
  ['is undecided where nothing was measured', [], modelled, 'undecided'],
] as const)('1.2 %s', (_, ratios, rateAt, verdict) => {
  const conclusion = experiment.conclude(ratios.flatMap((ratio) => point(ratio, around(rateAt(ratio)))));
  expect(conclusion.verdict).toBe(verdict);
  if (ratios.length > 0) expect(shown(conclusion)).not.toMatch(NOTHING_MEANT);
});

test('1.2 takes the median of the repetitions: one that went wrong decides nothing', () => {
  const trials = [0.5, 2, 10].flatMap((ratio) => point(ratio, [0, modelled(ratio), modelled(ratio)]));
  expect(experiment.conclude(trials).verdict).toBe('holds');
});

test('1.2 says by which of its two marks it does not hold', () => {
  const because = (rateAt: (ratio: number) => number) =>
    experiment.conclude([0.5, 2, 10].flatMap((ratio) => point(ratio, [rateAt(ratio)]))).because;
  expect(because((ratio) => 1 - modelled(ratio))).toContain('does not fall from point to point');
  expect(because((ratio) => modelled(ratio) - 0.06)).toMatch(/falls from point to point; .* at most 6 percentage points apart/);
});
