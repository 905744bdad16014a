import type { Experiment, Point, Profile } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import type { SystemFigures } from '@outgrow/harness/probes';
import { isAbove0, isMore, verdictOf } from '../../figures/judgement.ts';
import { inWords } from '../../figures/measured.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, measuredSeries, type PointTrials, pointOf } from '../../figures/over-repetitions.ts';
import { checked, commandsPerSecond } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'When five systems hold the same product, which of them has the right value?',
  expected:
    'Asked all at once they disagree even while nothing is wrong, more often the more is written; a link that is cut leaves one of them wrong after it has healed, and nobody is told.',
  disproof: 'They agree whenever all of them answer, or what a cut link left is right again once it has healed.',
  stages: [2],
  *plan(profile) {
    const { points } = profile;
    for (const writers of points === 'all' ? [FEW, MANY] : [MANY]) yield pointAt(`${writers} writers`, writers, NONE, profile);
    yield pointAt('index cut', MANY, { ...NONE, cut: 'index' }, profile);
    if (points !== 'all') return;
    yield pointAt('grid cut', MANY, { ...NONE, cut: 'grid' }, profile);
    yield pointAt('no guard', MANY, { ...NONE, guard: 'none' }, profile);
    yield pointAt('index cut, outbox', MANY, { ...NONE, cut: 'index', relay: true }, profile);
  },
  conclude(trials) {
    const points = byPoint(trials);
    const [few, many, cut, grid, outbox] = [
      pointOf(points, knobsOf(FEW, NONE)),
      pointOf(points, knobsOf(MANY, NONE)),
      pointOf(points, knobsOf(MANY, { ...NONE, cut: 'index' })),
      pointOf(points, knobsOf(MANY, { ...NONE, cut: 'grid' })),
      pointOf(points, knobsOf(MANY, { ...NONE, cut: 'index', relay: true })),
    ];
    const disagreesAtRest = many && isAbove0(many.of(disagreeing));
    const grows = few && many ? isMore(many.of(disagreeing), few.of(disagreeing)) : undefined;
    const isLeft = cut && isAbove0(cut.of(leftWrong));
    const rows = points.flatMap((point) => systemsOf(point).map((system) => rowOf(point, system)));
    const of = (point: PointTrials | undefined, figure: (trial: Trial) => number) => point?.of(figure).median ?? Number.NaN;
    return {
      verdict: verdictOf(few ? [disagreesAtRest, grows, isLeft] : [disagreesAtRest, isLeft]),
      figure: `With ${MANY} writers ${percent(of(many, disagreeing))} of the probes find systems that disagree while nothing is wrong${few ? ` (${percent(of(few, disagreeing))} with ${FEW})` : ''}: most of all the ${worstOf(many)}. With the index cut off for a while it is ${percent(of(cut, disagreeing))}, and ${short(of(cut, leftWrong))} products are still wrong in the index after all has healed and settled${outbox ? `; with the outbox ${short(of(outbox, leftWrong))}` : ''}.`,
      because: `${inWords(disagreesAtRest, 'Nothing was wrong and the systems disagreed', 'Nothing was wrong and the systems agreed', 'Whether the systems disagree while nothing is wrong was not told')}: an index shows what it was told a second later, a warehouse what it has loaded, and both are behind what is written. ${inWords(isLeft, 'What the index was not told while it was cut off it does not learn by itself', 'Nothing was left wrong by the cut', 'Whether the cut left anything wrong was not told')}. ${grid ? `A grid that is cut off is told nothing either: ${short(of(grid, gridBehindAtEnd))} of its records were old at the end, until their time is up.` : ''} Each product is asked for every ${PROBED * PROBE_EVERY_MS} ms, so no episode is known more exactly than that; of fewer than a hundred of them the 99th percentile is the longest, so the longest is shown. A copy counts as wrong only where it shows less than the database held before it was asked, or more than it held after. The session store is asked nothing: it holds who is signed in, and no copy of what another system holds.`,
      table: {
        columns: [
          'point',
          'system',
          'writes/s',
          'probes',
          'wrong in probes',
          'away',
          'episodes',
          'p50 ms',
          'longest ms',
          'wrong after settling',
          'runs',
        ],
        rows,
      },
      charts: [
        {
          title: 'Probes that find systems disagreeing',
          x: { label: 'writes/s', from: 0 },
          y: { label: 'probes', percent: true, from: 0 },
          series: points.map((point) =>
            measuredSeries(point.name, [point], (one) => one.of(commandsPerSecond).median, disagreeing),
          ),
        },
        {
          title: 'How long a copy is wrong at the longest',
          x: { label: 'writes/s', from: 0 },
          y: { label: 'wrong for (ms)', scale: 'log' },
          series: SYSTEMS.map((system) =>
            measuredSeries(
              system,
              [few, many].filter((point) => point !== undefined),
              (one) => one.of(commandsPerSecond).median,
              (trial) => figuresOf(trial, system)?.maxMs ?? Number.NaN,
            ),
          ),
        },
      ],
    };
  },
};

export default experiment;

interface Circumstances {
  cut?: 'index' | 'grid';
  guard: 'version' | 'none';
  relay: boolean;
}

const knobsOf = (writers: number, { cut, guard, relay }: Circumstances): Trial['knobs'] => ({
  writers,
  cut: cut ?? 'nothing',
  guard,
  outbox: relay ? 'on' : 'off',
});

function pointAt(name: string, writers: number, circumstances: Circumstances, profile: Profile): Point {
  const { cut, guard, relay } = circumstances;
  const { warmUpSeconds, seconds } = profile;
  return {
    name,
    knobs: knobsOf(writers, circumstances),
    topology: { instances: 2, settings: { CACHE_GUARD: guard }, links: ['grid', 'index'], servers: relay ? ['relay'] : [] },
    load: {
      workload: 'prices',
      ratePerSecond: 20,
      besides: `${writers} writers in a closed loop, each pausing ${PAUSE_MS} ms after a write; every ${PROBE_EVERY_MS} ms all systems are asked for one of ${PROBED} products`,
      warmUpSeconds,
      seconds,
      settings: { WRITERS: writers, HOT, PAUSE_MS },
    },
    probes: { products: PROBED, everyMs: PROBE_EVERY_MS },
    ...(cut && { faults: [{ fault: 'cut', target: cut, atSeconds: 0.3 * seconds, forSeconds: 0.6 * seconds }] }),
  };
}

function rowOf(point: PointTrials, system: string): (string | number)[] {
  const figure = (of: (figures: SystemFigures, trial: Trial) => number) =>
    withRange(
      point.of((trial) => {
        const figures = figuresOf(trial, system);
        return figures ? of(figures, trial) : Number.NaN;
      }),
    );
  return [
    point.name,
    system,
    withRange(point.of(commandsPerSecond)),
    withRange(point.of((trial) => trial.probes?.probes ?? Number.NaN)),
    withRange(
      point.of((trial) => wrongShare(trial, system)),
      percent,
    ),
    figure(({ away }) => away),
    figure(({ episodes }) => episodes),
    figure(({ p50Ms }) => p50Ms),
    figure(({ maxMs }) => maxMs),
    withRange(point.of((trial) => wrongAfter(trial, system))),
    point.trials.length,
  ];
}

const systemsOf = ({ trials }: PointTrials): string[] => [
  ...new Set(trials.flatMap(({ probes }) => Object.keys(probes?.systems ?? {}))),
];
const figuresOf = ({ probes }: Trial, system: string): SystemFigures | undefined => probes?.systems[system];

function wrongShare(trial: Trial, system: string): number {
  const figures = figuresOf(trial, system);
  return figures ? (figures.behind + figures.ahead + figures.wrong + figures.missing) / (trial.probes?.probes ?? 0) : Number.NaN;
}

const disagreeing = ({ probes }: Trial): number => (probes ? probes.disagreeing / probes.probes : Number.NaN);
/** Of the index alone: what the warehouse misses has nothing to do with a link of the index. */
const leftWrong = (trial: Trial): number => checked(trial, COPIES, 'indexBehind') + checked(trial, COPIES, 'indexMissing');
const gridBehindAtEnd = (trial: Trial): number => checked(trial, COPIES, 'gridBehindAtEnd');

/** Caches are emptied by settling: of them it is what the load left. */
function wrongAfter(trial: Trial, system: string): number {
  const ends = ['', 'AtEnd'].map((when) =>
    ['Missing', 'Behind', 'Ahead', 'Wrong', 'Surplus'].reduce(
      (sum, how) => sum + checked(trial, COPIES, `${system}${how}${when}`),
      0,
    ),
  );
  return ends.find((count) => !Number.isNaN(count)) ?? Number.NaN;
}

function worstOf(point: PointTrials | undefined): string {
  if (!point) return 'system –';
  const shares = systemsOf(point).map((system) => [system, point.of((trial) => wrongShare(trial, system)).median] as const);
  const [system = '–', share = Number.NaN] = shares.sort(([, one], [, other]) => other - one)[0] ?? [];
  return `${system} (wrong in ${percent(share)})`;
}

const COPIES = 'copies agree';
const SYSTEMS = ['grid', 'index', 'warehouse'];
const NONE: Circumstances = { guard: 'version', relay: false };
const FEW = 1;
const MANY = 8;
/** So many products that some which were written while a link was cut are not written again after it. */
const HOT = 100;
/** Those that are asked for everywhere. */
const PROBED = 8;
const PAUSE_MS = 50;
const PROBE_EVERY_MS = 20;
