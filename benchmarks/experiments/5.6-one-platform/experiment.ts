import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { sharesCache } from '../../figures/cache-hits.ts';
import { CATALOGUE, CATALOGUE_PRODUCTS } from '../../figures/catalogue.ts';
import { isNeverAbove, verdictOf } from '../../figures/judgement.ts';
import { inWords, isAtMost } from '../../figures/measured.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { acceptedPerSecond, checked, mean, meanOverApps, p50Ms, p99Ms, perSecond } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Can one system be the cache for speed and the database for consistency?',
  expected:
    'Read from the platform that holds them, products come within 10 ms (p99), beside writers too, and are never stale; a cache beside a database is within that as well, and sometimes stale.',
  disproof:
    'The p99 of a read is above 10 ms, alone or beside writers; or one from the platform shows an old copy; or from a cache beside a database none does.',
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
    const isQuickBeside = isAtMost(mixed?.of(p99), QUICK_MS);
    const isFresh = isNeverAbove(mixed?.of(stale), 0);
    // Of a cache the claim says the opposite: one stale read is enough for it to be sometimes stale.
    const isAsSaid = isCache && isFresh !== undefined ? !isFresh : isFresh;
    const of = (point: PointTrials | undefined, figure: (trial: Trial) => number) => (point ? withRange(point.of(figure)) : '–');
    const what = isCache ? 'the cache beside the database' : 'the platform itself';
    return {
      verdict: verdictOf([isQuick, isQuickBeside, isAsSaid]),
      figure: `Products are read from ${what} in ${of(reads, p50)} ms (p50), ${of(reads, p99)} ms (p99) over HTTP at ${short(10 * RATE)} reads/s. Beside ${MANY} writers the p99 is ${of(mixed, p99)} ms, and ${of(mixed, stale)} of ${of(mixed, readsSeen)} reads were stale.`,
      because: `Asked is a p99 of at most ${QUICK_MS} ms (${inWords(isQuick, 'so it is', 'it is not so')}), beside writers too (${inWords(isQuickBeside, 'so it is', 'it is not so')}), and there ${isCache ? 'some stale reads, since this is a cache beside a database' : 'not one stale read'} (${inWords(isAsSaid, 'so it is', 'it is not so')}). ${isCache ? ofCache(isFresh) : 'A read goes to the primary of the product, which holds the one copy that counts: there is no second one that would have to be told.'} The same experiment on the stage with a cache and on the one with the platform gives the two figures to set side by side: both pay one round trip to another process for each read, and HTTP and the app take most of the time in both.`,
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

const ofCache = (isFresh: boolean | undefined): string =>
  isFresh
    ? 'No read was stale: all instances share the cache and tell it before a write is acknowledged, and its guard lets no older version take the place of a newer one. That rules staleness out while the cache hears of every write; what it is without a guard, or with the link cut, is asked by 1.6 and 2.1.'
    : 'What is in the cache was true when it was put there; where it is not told of a write, or is given an older copy after it, it goes on showing what was.';

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
