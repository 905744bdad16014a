import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, type PointTrials } from '../../figures/over-repetitions.ts';
import { checked } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'Once there is a second copy in a cache, how often is it wrong, and for how long?',
  expected:
    'The more writers, the more reads see an old copy. A lease on the load keeps an instance from caching its own past; no guard of one instance tells the other.',
  disproof: 'Nobody sees an old copy, or the guard alone makes it so.',
  stages: [1],
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
            warmUpSeconds,
            seconds,
            settings: { WRITERS: writers, HOT, PAUSE_MS: 50 },
          },
        };
      }
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const ofGuard = (guard: string) => points.filter(({ knobs }) => knobs[GUARD] === guard);
    const writersOf = (point: Pick<Trial, 'knobs'>) => knob(point, WRITERS);
    const most = (guard: string): PointTrials | undefined => ofGuard(guard).at(-1);
    const [bare, leased] = [most('none'), most('lease')];
    const ofMost = (point: PointTrials | undefined, figure: (trial: Trial) => number) => point?.of(figure).median ?? Number.NaN;
    const [own, ownLeased, other] = [ofMost(bare, ownStale), ofMost(leased, ownStale), ofMost(leased, otherStale)];
    const staleEither = ofMost(leased, stalePerThousand);
    return {
      verdict: Number.isNaN(staleEither) ? 'undecided' : staleEither > 0 && other > 0 ? 'holds' : 'does not hold',
      figure: `With ${bare ? writersOf(bare) : '–'} writers ${short(staleEither)} of 1,000 reads see an old copy although there is a lease; an entry stays stale for ${short(ofMost(leased, staleForMs('P50')))} ms (p50), ${short(ofMost(leased, staleForMs('P99')))} ms (p99). Through the writer's own instance it is ${short(own)} of 1,000 without the lease and ${short(ownLeased)} with it.`,
      because:
        'An instance forgets what it writes itself. Without a lease a load under way at that moment puts the old row back, where it stays until the next write or until it is too old. The other instance hears nothing: only the time to live (5 s) bounds how long it is wrong. Keeping two copies in step has become a problem of its own.',
      table: {
        columns: [
          'guard',
          'writers',
          'stale per 1,000 reads',
          'own instance',
          'other instance',
          'stale entries',
          'stale for p50 ms',
          'p99 ms',
          'longest ms',
          'runs',
        ],
        rows: points.map((point) => [
          String(point.knobs[GUARD]),
          writersOf(point),
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
          title: 'How long an entry stays stale (p99)',
          x: { label: 'writers', scale: 'log' },
          y: { label: 'stale for (ms)', from: 0 },
          series: GUARDS.map((guard) => measuredSeries(name(guard), ofGuard(guard), writersOf, staleForMs('P99'))),
        },
      ],
    };
  },
};

export default experiment;

const stalePerThousand = (trial: Trial): number => perThousand(trial, 'count');
const ownStale = (trial: Trial): number => perThousand(trial, 'staleSameInstance');
const otherStale = (trial: Trial): number => perThousand(trial, 'staleOtherInstance');
const perThousand = (trial: Trial, figure: string): number =>
  (1_000 * checked(trial, STALE, figure)) / checked(trial, STALE, 'productReads');
const staleForMs = (statistic: 'P50' | 'P99' | 'Max') => (trial: Trial) => checked(trial, STALE, `entry${statistic}Ms`);
const name = (guard: string): string => (guard === 'none' ? 'no guard' : guard);

const STALE = 'stale reads';
const GUARDS = ['none', 'lease'] as const;
const WRITERS = 'writers';
const GUARD = 'guard';
/** Few products, of as many merchants, that everybody reads and writes. */
const HOT = 4;
