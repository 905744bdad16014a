import type { Experiment, Point, Profile } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import type { SystemFigures } from '@outgrow/harness/probes';
import { isMore, verdictOf } from '../../figures/judgement.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, type PointTrials, type Spread } from '../../figures/over-repetitions.ts';
import { failures } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'A table changes its shape: who else has to change, and what happens where nobody tells them?',
  expected:
    'Changed at the source alone, with all care, copies in other systems go wrong and stay so; the same change with steps for each of them leaves none wrong, and takes more steps and time.',
  disproof:
    'No system shows wrong values for longer when the change is made at the source alone than when it is made everywhere.',
  stages: [2],
  *plan(profile) {
    for (const change of profile.points === 'all' ? [NONE, SOURCE, EVERYWHERE] : [SOURCE, EVERYWHERE])
      yield pointAt(change, profile);
  },
  conclude(trials) {
    const points = byPoint(trials);
    const named = (change: string) => points.find(({ knobs }) => knobs.change === change);
    const [none, source, everywhere] = [named(NONE), named(SOURCE), named(EVERYWHERE)];
    const compared = SYSTEMS.map((system) => isMore(wrongFor(source, system), wrongFor(everywhere, system)));
    const broken = SYSTEMS.filter((_, at) => compared[at]);
    const median = (point: PointTrials | undefined, figure: (trial: Trial) => number) =>
      point ? withRange(point.of(figure)) : '–';
    const inEach = (point: PointTrials | undefined) =>
      SYSTEMS.map((system) => `${system} ${short(wrongFor(point, system)?.median ?? Number.NaN)} s`).join(', ');
    return {
      verdict: verdictOf([broken.length > 0 || (compared.includes(undefined) ? undefined : false)]),
      figure: `Changed at the source alone (${median(source, steps)} steps, ${median(source, stepSeconds)} s) a product is shown wrong for so long: ${inEach(source)}, of the ${median(source, secondsLeft)} s that follow; and ${median(source, pricelessReads)} reads of clients show no price. Changed everywhere (${median(everywhere, steps)} steps, ${median(everywhere, stepSeconds)} s) it is ${inEach(everywhere)}, and ${median(everywhere, pricelessReads)} reads.${none ? ` With no change: ${inEach(none)}.` : ''}`,
      because: `${reason(broken, compared.includes(undefined))} At the source Postgres takes both shapes, the apps follow one after the other, and the old columns go: whoever reads them directly, as the warehouse's loader does, fails from then on. The index refuses documents of the new shape, and those it has show no price to the new release; so does the grid, until its time is up or somebody writes. ${[source, everywhere].map(told).join('')}An app that is being started again answers nobody, and no load balancer stands before it: those requests are unanswered, in both. Counted is the time in which a product was shown behind, ahead or with another price, as the mean of the ${PRODUCTS} that were probed; index and warehouse are behind for a moment after every write. The change is made ${AT_SHARE * 100} % into the measured part and undone at its end.`,
      table: {
        columns: [
          'change',
          'steps',
          'steps take s',
          ...SYSTEMS.map((system) => `${system}: wrong for s`),
          ...SYSTEMS.map((system) => `${system}: behind / wrong / away`),
          'reads without a price',
          'unanswered',
          'other errors',
          'runs',
        ],
        rows: points.map((point) => [
          String(point.knobs.change),
          withRange(point.of(steps)),
          withRange(point.of(stepSeconds)),
          ...SYSTEMS.map((system) => withRange(wrongFor(point, system) ?? point.of(() => Number.NaN))),
          ...SYSTEMS.map((system) => HOW.map((how) => percent(point.of(shareOf(system, how)).median)).join(' / ')),
          withRange(point.of(pricelessReads)),
          withRange(point.of(unanswered)),
          withRange(point.of((trial) => failures(trial) - pricelessReads(trial) - unanswered(trial))),
          point.trials.length,
        ]),
      },
      charts: [],
    };
  },
};

export default experiment;

function pointAt(change: string, profile: Profile): Point {
  // Long enough for all the steps, and some time after the last one.
  const seconds = Math.max(20, 3 * profile.seconds);
  return {
    name: change,
    knobs: { change },
    topology: { instances: 2 },
    market: { merchants: HOT, products: 20, customers: 100 },
    load: {
      workload: 'prices',
      ratePerSecond: 20,
      besides: `one writer who changes a price and pauses ${PAUSE_MS} ms; every ${PROBE_EVERY_MS} ms all systems are asked for one of ${PRODUCTS} products`,
      warmUpSeconds: profile.warmUpSeconds,
      seconds,
      settings: { WRITERS: 1, HOT, PAUSE_MS },
    },
    probes: { products: PRODUCTS, everyMs: PROBE_EVERY_MS },
    ...(change !== NONE && {
      faults: [{ fault: 'change', target: `regional prices, ${change}`, atSeconds: AT_SHARE * seconds }],
    }),
  };
}

const figuresOf = ({ probes }: Trial, system: string): SystemFigures | undefined => probes?.systems[system];

/** How long, in seconds, a product was shown otherwise than it was stored. */
const wrongFor = (point: PointTrials | undefined, system: string): Spread | undefined =>
  point?.of((trial) => (figuresOf(trial, system)?.wrongMs ?? Number.NaN) / 1_000 / PRODUCTS);

const shareOf = (system: string, how: (typeof HOW)[number]) => (trial: Trial) =>
  (figuresOf(trial, system)?.[how] ?? Number.NaN) / (trial.probes?.probes ?? 0);

const stepsOf = ({ faults }: Trial) => faults.flatMap(({ steps = [] }) => steps);
const steps = (trial: Trial): number => stepsOf(trial).length;
const stepSeconds = (trial: Trial): number => stepsOf(trial).reduce((sum, { seconds }) => sum + seconds, 0);

function reason(broken: readonly string[], isUnsure: boolean): string {
  if (broken.length > 0) return `Nobody told the ${broken.join(' and the ')}.`;
  return isUnsure ? 'The repetitions do not tell whether anybody had to be told.' : 'Nobody had to be told.';
}

/** Of the measured part, from the begin of the change on. */
const secondsLeft = ({ faults, load }: Trial): number => load.seconds - (faults[0]?.atSeconds ?? Number.NaN);

/** Each step with its seconds. */
function told(point: PointTrials | undefined): string {
  const [first] = point?.trials ?? [];
  if (!point || !first) return '';
  const each = stepsOf(first).map(
    ({ name }, at) => `${name} (${short(point.of((trial) => stepsOf(trial)[at]?.seconds ?? Number.NaN).median)} s)`,
  );
  return `The steps ${point.knobs.change}: ${each.join('; ')}. `;
}

const pricelessReads = ({ load }: Trial): number => load.errors.no_price ?? 0;
const unanswered = ({ load }: Trial): number => load.errors.no_answer ?? 0;

const NONE = 'none';
const SOURCE = 'at the source';
const EVERYWHERE = 'everywhere';
const SYSTEMS = ['grid', 'index', 'warehouse'];
const HOW = ['behind', 'wrong', 'away'] as const;
const AT_SHARE = 0.2;
/** Products that are read and written, each of a merchant of its own; of them some are probed. */
const HOT = 20;
const PRODUCTS = 4;
const PAUSE_MS = 500;
const PROBE_EVERY_MS = 25;
