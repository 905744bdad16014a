import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { sharesCache } from '../../figures/cache-hits.ts';
import { isMore, verdictOf } from '../../figures/judgement.ts';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, type PointTrials } from '../../figures/over-repetitions.ts';
import { checked, commandsPerSecond } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Once there is a second copy in a cache, how often is it wrong, and for how long?',
  expected:
    'The more writers, the more reads see an old copy. A lease on the load keeps an instance from caching its own past; no guard of one instance tells the other.',
  disproof: 'Nobody sees an old copy, or the guard alone makes it so.',
  stages: [1, 2],
  *plan({ points, warmUpSeconds, seconds }) {
    for (const guard of GUARDS) {
      for (const writers of points === 'all' ? [1, 4, 12] : [12]) {
        yield {
          name: `${writers} writers, ${guard === 'none' ? 'no guard' : guard}`,
          knobs: { [WRITERS]: writers, [GUARD]: guard },
          topology: { instances: 2, settings: { CACHE_GUARD: guard } },
          load: {
            workload: 'prices',
            ratePerSecond: 100,
            besides: `${writers} writers in a closed loop, each pausing ${PAUSE_MS} ms after a write`,
            warmUpSeconds,
            seconds,
            settings: { WRITERS: writers, HOT, PAUSE_MS },
          },
        };
      }
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const isShared = sharesCache(trials);
    const ofGuard = (guard: string) => points.filter(({ knobs }) => knobs[GUARD] === guard);
    const writersOf = (point: Pick<Trial, 'knobs'>) => knob(point, WRITERS);
    const [bare, leased] = [ofGuard('none'), ofGuard('lease')];
    const [fewest, most] = [leased[0], leased.at(-1)];
    const [low, high] = [fewest?.of(stalePerThousand), most?.of(stalePerThousand)];
    const grows = fewest === most ? undefined : isMore(high, low);
    const shorter = fewest === most ? undefined : isMore(fewest?.of(staleForMs('P50')), most?.of(staleForMs('P50')));
    const [own, ownLeased] = [total(bare, 'staleSameInstance'), total(leased, 'staleSameInstance')];
    const others = total(leased, 'staleOtherInstance');
    // One that a lease lets through where a hundred come without it is no proof against it.
    const leaseHelps = bare.length === 0 || own + ownLeased < LEAST ? undefined : 10 * ownLeased <= own;
    const othersSee = leased.length === 0 || Number.isNaN(others) ? undefined : others > 0;
    return {
      verdict: verdictOf([othersSee, grows, leaseHelps]),
      figure: `With ${most ? writersOf(most) : '–'} writers ${short(high?.median ?? Number.NaN)} of 1,000 reads see an old copy although there is a lease (${short(low?.median ?? Number.NaN)} with ${fewest ? writersOf(fewest) : '–'}); an old copy is shown for ${short(most?.of(staleForMs('P50')).median ?? Number.NaN)} ms (p50), ${short(most?.of(staleForMs('P99')).median ?? Number.NaN)} ms (p99). Through the writer's own instance there were ${own} such reads without the lease and ${ownLeased} with it.`,
      because: `Who writes makes the cache forget. Without a lease a load under way at that moment puts the old row back, where it stays until the next write or until it is too old: ${own === 0 ? 'that was never seen here' : `${own} reads in all repetitions met one`}. ${isShared ? 'All instances share the cache, so who makes it forget does so for all of them.' : 'Another instance with a cache of its own hears nothing: only the next write of its own and the time to live bound how long it is wrong.'} ${GROWTH[String(grows)]}${shorter ? ' Each old copy is shown for a shorter time then, since more writes also make their own instance forget.' : ''}`,
      table: {
        columns: [
          'guard',
          'writers',
          'writes/s',
          'stale per 1,000 reads',
          'own instance',
          'other instance',
          'stale entries',
          'shown for p50 ms',
          'p99 ms',
          'longest ms',
          'runs',
        ],
        rows: points.map((point) => [
          String(point.knobs[GUARD]),
          writersOf(point),
          withRange(point.of(commandsPerSecond)),
          withRange(point.of(stalePerThousand)),
          withRange(point.of(ownStale)),
          withRange(point.of(otherStale)),
          withRange(point.of((trial) => checked(trial, STALE, 'staleEntries'))),
          withRange(point.of(staleForMs('P50'))),
          withRange(point.of(staleForMs('P99'))),
          withRange(point.of(staleForMs('Max'))),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'Reads that see an old copy',
          x: { label: 'writers', scale: 'log' },
          y: { label: 'stale reads per 1,000', from: 0 },
          series: GUARDS.map((guard) => measuredSeries(name(guard), ofGuard(guard), writersOf, stalePerThousand)),
        },
        {
          title: 'Old copies through the writer’s own instance',
          x: { label: 'writers', scale: 'log' },
          y: { label: 'stale reads per 1,000', from: 0 },
          series: GUARDS.map((guard) => measuredSeries(name(guard), ofGuard(guard), writersOf, ownStale)),
        },
        {
          title: 'How long an old copy is shown (p99)',
          x: { label: 'writers', scale: 'log' },
          y: { label: 'shown for (ms)', from: 0 },
          series: GUARDS.map((guard) => measuredSeries(name(guard), ofGuard(guard), writersOf, staleForMs('P99'))),
        },
      ],
    };
  },
};

export default experiment;

const total = (points: readonly PointTrials[], figure: string): number =>
  points.flatMap(({ trials }) => trials).reduce((sum, trial) => sum + checked(trial, STALE, figure), 0);
const stalePerThousand = (trial: Trial): number => perThousand(trial, 'count');
const ownStale = (trial: Trial): number => perThousand(trial, 'staleSameInstance');
const otherStale = (trial: Trial): number => perThousand(trial, 'staleOtherInstance');
const perThousand = (trial: Trial, figure: string): number =>
  (1_000 * checked(trial, STALE, figure)) / checked(trial, STALE, 'productReads');
const staleForMs = (statistic: 'P50' | 'P99' | 'Max') => (trial: Trial) => checked(trial, STALE, `entry${statistic}Ms`);
const name = (guard: string): string => (guard === 'none' ? 'no guard' : guard);

const GROWTH: { [grows: string]: string } = {
  true: 'In all repetitions more writers make more reads stale.',
  false: 'More writers do not make more reads stale.',
  undefined: 'The repetitions do not tell whether more writers make more reads stale.',
};

const STALE = 'stale reads';
const GUARDS = ['none', 'lease'] as const;
const WRITERS = 'writers';
const GUARD = 'guard';
/** Few products, of as many merchants, that everybody reads and writes. */
const HOT = 4;
const PAUSE_MS = 50;
/** Fewer stale reads through the own instance, over all trials, say nothing of what a lease does. */
const LEAST = 10;
