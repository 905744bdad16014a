import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { cacheHitRate, sharesCache } from '../../figures/cache-hits.ts';
import { CATALOGUE, CATALOGUE_PRODUCTS, popularity } from '../../figures/catalogue.ts';
import { isMore, times, verdictOf } from '../../figures/judgement.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries } from '../../figures/over-repetitions.ts';
import { mean, p50Ms, p99Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'What does it save to cache the hot 20 %?',
  expected:
    'With room for a fifth of the catalogue the cache answers most reads; the database is left with the misses, and its CPU falls with them.',
  disproof: 'With a fifth cached the database still answers most reads, or its CPU does not fall.',
  stages: [1, 2],
  *plan({ points, warmUpSeconds, seconds }, stage) {
    for (const share of points === 'all' ? [ONE, 0.05, 0.2, 0.5, 1] : [ONE, 0.2, 1]) {
      yield {
        name: `${percent(share)} cached`,
        knobs: { [SHARE]: share },
        topology: { ...stage.cacheOf(share * CATALOGUE_PRODUCTS), instances: 2 },
        market: CATALOGUE,
        load: { workload: 'products', ratePerSecond: 60, warmUpSeconds: 2 * warmUpSeconds, seconds, settings: { READS: 10 } },
      };
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const isShared = sharesCache(trials);
    const shareOf = (point: Pick<Trial, 'knobs'>) => knob(point, SHARE);
    const [none, fifth] = [points.find((point) => shareOf(point) === ONE), points.find((point) => shareOf(point) === 0.2)];
    const missed = fifth ? fifth.of(missRate).median : Number.NaN;
    const [before, after] = [none, fifth].map((point) => (point ? point.of(databaseCores).median : Number.NaN)) as [
      number,
      number,
    ];
    const ideal = 1 - popularity.slice(0, CATALOGUE_PRODUCTS / 5).reduce((sum, value) => sum + value, 0);
    const [bare, cached] = [none?.of(databaseCores), fifth?.of(databaseCores)];
    const isSpared = isMore(bare && times(bare, 1 - SPARED), cached);
    const mostHit = Number.isNaN(missed) ? undefined : missed < MISSED;
    return {
      verdict: verdictOf([mostHit, isSpared]),
      figure: `With the hot 20 % cached ${percent(missed)} of the reads reach the database, and its CPU goes from ${short(1_000 * before)} to ${short(1_000 * after)} thousandths of a core; p50 from ${short(none?.of(p50).median ?? Number.NaN)} to ${short(fifth?.of(p50).median ?? Number.NaN)} ms.`,
      because: `The claim asks that fewer than ${percent(MISSED)} of the reads reach the database (${inWords(mostHit)}) and that its CPU falls by ${percent(SPARED)} at least, in all repetitions (${inWords(isSpared)}). A cache that knew the popularity would miss ${percent(ideal)} here. An LRU learns it by being read and misses more${isShared ? '; what one instance has loaded the other one finds, since they share the cache, at the price of a round trip to it' : '; and each of the two instances learns it for itself, with its own copy'}.`,
      table: {
        columns: [
          'share cached',
          ...(isShared ? ['records held'] : []),
          'reads at the database',
          'p50 ms',
          'p99 ms',
          'database CPU (cores)',
          'queries/s',
          'runs',
        ],
        rows: points.map((point) => [
          percent(shareOf(point)),
          // Room is given in bytes there.
          ...(isShared ? [withRange(point.of((trial) => mean(trial, 'grid.keys')))] : []),
          withRange(point.of(missRate), percent),
          withRange(point.of(p50)),
          withRange(point.of((trial) => p99Ms(trial, 'product'))),
          withRange(point.of(databaseCores)),
          withRange(point.of((trial) => mean(trial, 'postgres.commitsPerSecond'))),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'Reads that reach the database',
          x: { label: 'share of the catalogue that has room in the cache', percent: true, from: 0 },
          y: { label: 'reads at the database', percent: true, from: 0 },
          series: [measuredSeries('measured', points, shareOf, missRate)],
          rules: [{ x: 0.2, label: 'the hot 20 %' }],
        },
        {
          title: 'CPU of the database',
          x: { label: 'share of the catalogue that has room in the cache', percent: true, from: 0 },
          y: { label: 'CPU (cores)', from: 0 },
          series: [measuredSeries('database', points, shareOf, databaseCores)],
        },
        {
          title: 'Latency of a product read',
          x: { label: 'share of the catalogue that has room in the cache', percent: true, from: 0 },
          y: { label: 'latency (ms)', scale: 'log' },
          series: [
            measuredSeries('p50', points, shareOf, p50),
            measuredSeries('p99', points, shareOf, (trial) => p99Ms(trial, 'product')),
          ],
        },
      ],
    };
  },
};

export default experiment;

const missRate = (trial: Trial): number => 1 - cacheHitRate(trial);
const databaseCores = (trial: Trial): number => mean(trial, 'postgres.cpuCores');
const p50 = (trial: Trial): number => p50Ms(trial, 'product');

const inWords = (part: boolean | undefined): string => (part === undefined ? 'not told' : part ? 'so it is' : 'it is not so');

const MISSED = 0.5;
const SPARED = 0.25;
const SHARE = 'share cached';
/** A cache of one product: the nearest there is to none. */
const ONE = 1 / CATALOGUE_PRODUCTS;
