import type { Experiment, PlannedFault, Point, Profile } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { isMore, isNeverAbove, verdictOf } from '../../figures/judgement.ts';
import { withRange } from '../../figures/numbers.ts';
import { byPoint, measuredSeries, type PointTrials, pointOf, type Spread, spread } from '../../figures/over-repetitions.ts';
import { checked, commandsPerSecond } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: 'An app dies between its commit and the telling of the others: what do they miss, and what repairs it?',
  expected:
    'What was committed and not told stays missing in the index and old in the cache; the transactional outbox loses nothing, and a reconciler finds and repairs the rest.',
  disproof: 'Nothing is missing without the outbox, or something is with it, or reconciling leaves something wrong.',
  stages: [2],
  *plan(profile) {
    if (profile.points === 'all') {
      yield pointAt('told directly', 0, KILLS, profile);
      yield pointAt('told directly', SLOW_MS, 0, profile);
    }
    yield pointAt('told directly', SLOW_MS, KILLS, profile);
    yield pointAt('outbox', SLOW_MS, KILLS, profile);
  },
  conclude(trials) {
    const points = byPoint(trials);
    const of = (how: string, kills: number) => pointOf(points, { [HOW]: how, [DELAY]: SLOW_MS, [KILLED]: kills });
    const [direct, outbox, calm] = [of('told directly', KILLS), of('outbox', KILLS), of('told directly', 0)];
    const loses = direct && isMore(direct.of(lost), calm?.of(lost) ?? NOTHING);
    const keeps = isNeverAbove(outbox?.of(lostByOutbox), 0);
    const repairs = isNeverAbove(spread(trials.map(leftAfterRepair)), 0);
    const keepsOrders = isNeverAbove(spread(trials.map(lostOrders)), 0);
    const median = (point: PointTrials | undefined, figure: (trial: Trial) => number) =>
      point ? withRange(point.of(figure)) : '–';
    return {
      verdict: verdictOf([loses, keeps, repairs, keepsOrders]),
      figure: `${KILLS} kills of an app under load leave ${median(direct, figure('indexBehind'))} products old in the index and ${median(direct, figure('gridBehindAtEnd'))} records old in the grid where each write tells them itself, the grid first, which answers ${SLOW_MS} ms late; with the outbox, whose relay is killed too, ${median(outbox, lostByOutbox)} in index and warehouse${calm ? `, and ${median(calm, lost)} in the index without a kill` : ''}. Reconciling takes ${median(direct, repairSeconds)} s and leaves ${median(direct, leftAfterRepair)}.`,
      because: `${keepsOrders ? 'What a client was told is done is in the database, whatever else misses it: no acknowledged order was lost. ' : ''}Between the commit and the telling there is nothing that would remember to tell. ${loses === false ? 'Here the kills met nothing in between. ' : ''}${keeps ? 'The outbox is written in the transaction of the change, so whoever comes after tells it. ' : ''}The warehouse loads by itself, by what is younger than its watermark; what it misses began before and committed after what it had already seen, kill or no kill. Killed apps are started again after half a second.`,
      table: {
        columns: [
          'told',
          'grid delay ms',
          'kills',
          'orders/s',
          'index old',
          'index lacks',
          'grid old',
          'warehouse old',
          'warehouse lacks',
          'repair s',
          'left after repair',
          'lost orders',
          'runs',
        ],
        rows: points.map((point) => [
          String(point.knobs[HOW]),
          Number(point.knobs[DELAY]),
          Number(point.knobs[KILLED]),
          withRange(point.of(commandsPerSecond)),
          ...['indexBehind', 'indexMissing', 'gridBehindAtEnd', 'warehouseBehind', 'warehouseMissing'].map((name) =>
            withRange(point.of(figure(name))),
          ),
          withRange(point.of(repairSeconds)),
          withRange(point.of(leftAfterRepair)),
          withRange(point.of(lostOrders)),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: `Products that the index shows wrong after ${KILLS} kills`,
          x: { label: 'the grid answers late by (ms)', from: 0 },
          y: { label: 'products', from: 0 },
          series: ['told directly', 'outbox'].map((how) =>
            measuredSeries(
              how,
              points.filter(({ knobs }) => knobs[HOW] === how && knobs[KILLED] === KILLS),
              (point) => Number(point.knobs[DELAY]),
              lost,
            ),
          ),
        },
      ],
    };
  },
};

export default experiment;

function pointAt(how: string, delayMs: number, count: number, profile: Profile): Point {
  const { warmUpSeconds } = profile;
  // Long enough for an instance that was killed to be there again before it is its turn once more.
  const seconds = Math.max(10, 2 * profile.seconds);
  const every = seconds / (KILLS + 0.5);
  const kills = Array.from(
    { length: count },
    (_, at): PlannedFault => ({ fault: 'kill', target: `app ${(at % 2) + 1}`, atSeconds: every * (at + 0.5), forSeconds: 0.5 }),
  );
  return {
    name: `${how}, ${delayMs} ms${count === 0 ? ', no kill' : ''}`,
    knobs: { [HOW]: how, [DELAY]: delayMs, [KILLED]: count },
    topology: { instances: 2, links: ['grid'], servers: how === 'outbox' ? ['relay'] : [] },
    load: { workload: 'orders', ratePerSecond: 5, warmUpSeconds, seconds },
    faults: [
      ...(delayMs > 0 ? [{ fault: 'slow', target: 'grid', atSeconds: 0, delayMs } as const] : []),
      ...kills,
      ...(how === 'outbox' ? [{ fault: 'kill', target: 'relay', atSeconds: 0.5 * seconds, forSeconds: 0.5 } as const] : []),
    ],
    repairs: true,
  };
}

const figure = (name: string) => (trial: Trial) => checked(trial, COPIES, name);
/** What the index lacks or shows old, once settled. */
const lost = (trial: Trial): number => figure('indexBehind')(trial) + figure('indexMissing')(trial);
/** All that the outbox passes on. */
const lostByOutbox = (trial: Trial): number => lost(trial) + figure('warehouseBehind')(trial) + figure('warehouseMissing')(trial);
const lostOrders = (trial: Trial): number => checked(trial, 'lost writes', 'count');
const repairSeconds = figure('repairSeconds');
const leftAfterRepair = figure('leftAfterRepair');

const NOTHING: Spread = { median: 0, low: 0, high: 0 };

const COPIES = 'copies agree';
const HOW = 'told';
const KILLED = 'kills';
const DELAY = 'grid delay ms';
/** The longer the first telling takes, the more commands lie between their commit and the second. */
const SLOW_MS = 100;
const KILLS = 4;
