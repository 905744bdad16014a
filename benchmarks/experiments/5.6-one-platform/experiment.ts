import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { sharesCache } from '../../figures/cache-hits.ts';
import { CATALOGUE, CATALOGUE_PRODUCTS } from '../../figures/catalogue.ts';
import { verdictOf } from '../../figures/judgement.ts';
import { inWords, isAtMost } from '../../figures/measured.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { acceptedPerSecond, checked, mean, meanOverApps, p50Ms, p99Ms, perSecond } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Can one system be the cache for speed and the database for consistency?',
  expected:
    'Products read from the platform that holds them are as quick as from a cache, and never stale; a cache beside a database is quick and sometimes stale.',
  disproof: `The p99 of a read is above 10 ms at this rate, or a read beside writers shows an old copy.`,
  stages: [2, 5],
  *plan({ points, warmUpSeconds, seconds }, stage) {
    // The whole catalogue has room, and what one reads first is paid in the warm-up.
    const topology = { ...stage.cacheOf(2 * CATALOGUE_PRODUCTS), instances: 2 };
    for (const rate of points === 'all' ? [20, RATE] : [RATE]) {
      yield {
        name: `${10 * rate} reads/s`,
        knobs: { [RATES]: 10 * rate, [WRITERS]: 0 },
        topology,
        market: CATALOGUE,
        load: { workload: 'products', ratePerSecond: rate, warmUpSeconds: 2 * warmUpSeconds, seconds, settings: { READS: 10 } },
      };
    }
    yield {
      name: `${MANY} writers`,
      knobs: { [RATES]: 500, [WRITERS]: MANY },
      topology,
      market: CATALOGUE,
      load: {
        workload: 'prices',
        ratePerSecond: 100,
        besides: `${MANY} writers in a closed loop, each pausing ${PAUSE_MS} ms after a write`,
        warmUpSeconds,
        seconds,
        settings: { WRITERS: MANY, HOT, PAUSE_MS },
      },
    };
  },
  conclude(trials) {
    const points = byPoint(trials);
    const [reads, mixed] = [pointOf(points, { [RATES]: 10 * RATE }), pointOf(points, { [WRITERS]: MANY })];
    const isCache = sharesCache(trials);
    const isQuick = isAtMost(reads?.of(p99), QUICK_MS);
    const isFresh = isAtMost(mixed?.of(stale), 0);
    const of = (point: PointTrials | undefined, figure: (trial: Trial) => number) => (point ? withRange(point.of(figure)) : '–');
    const what = isCache ? 'the cache beside the database' : 'the platform itself';
    return {
      verdict: verdictOf([isQuick, isFresh]),
      figure: `Products are read from ${what} in ${of(reads, p50)} ms (p50), ${of(reads, p99)} ms (p99) over HTTP at ${short(10 * RATE)} reads/s. Beside ${MANY} writers ${of(mixed, stale)} of ${of(mixed, readsSeen)} reads were stale.`,
      because: `Asked is a p99 of at most ${QUICK_MS} ms (${inWords(isQuick, 'so it is', 'it is not so')}) and not one stale read beside writers (${inWords(isFresh, 'so it is', 'it is not so')}). ${isCache ? 'What is in the cache was true when it was put there: who writes tells it after the commit, and what is read in between is old.' : 'A read goes to the primary of the product, which holds the one copy that counts: there is no second one that would have to be told.'} The same experiment on the stage with a cache and on the one with the platform gives the two figures to set side by side: both pay one round trip to another process for each read, and HTTP and the app take most of the time in both.`,
      table: {
        columns: [
          'load',
          'reads/s',
          'p50 ms',
          'p99 ms',
          'writes/s',
          'stale reads',
          'CPU of the apps (cores)',
          'CPU of the servers (cores)',
          'runs',
        ],
        rows: points.map((point) => [
          point.name,
          of(point, (trial) => perSecond(trial, 'product')),
          of(point, p50),
          of(point, p99),
          of(point, (trial) => acceptedPerSecond(trial, 'change-price')),
          of(point, stale),
          of(point, (trial) => meanOverApps(trial, 'cpuCores')),
          of(point, serverCores),
          point.trials.length,
        ]),
      },
      charts: [],
    };
  },
};

export default experiment;

const p50 = (trial: Trial): number => p50Ms(trial, 'product');
const p99 = (trial: Trial): number => p99Ms(trial, 'product');
const stale = (trial: Trial): number => checked(trial, 'stale reads', 'count');
const readsSeen = ({ load }: Trial): number =>
  load.operations.find(({ name }) => name === 'product')?.latency.count ?? Number.NaN;
const serverCores = (trial: Trial): number => trial.servers.reduce((sum, { name }) => sum + mean(trial, `${name}.cpuCores`), 0);

const RATES = 'reads/s';
const WRITERS = 'writers';
const RATE = 60;
const MANY = 4;
/** Few products, of as many merchants, that everybody reads and writes. */
const HOT = 4;
const PAUSE_MS = 50;
const QUICK_MS = 10;
