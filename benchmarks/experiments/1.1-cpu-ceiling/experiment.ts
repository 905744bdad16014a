import type { Experiment, Point } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { crossing } from '../../figures/crossing.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, spread } from '../../figures/over-repetitions.ts';
import { mean, p50Ms, p99Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: "How much may come before the database's CPU is the limit?",
  expected:
    "As more comes, the database's CPU passes 80 % of what it has; from about there on waiting grows faster than the load.",
  disproof: "The 99th percentile bends while the database's CPU is well below 80 %, or does not bend although it is full.",
  stages: [1],
  *plan({ points, warmUpSeconds, seconds }) {
    const step = points === 'all' ? 1.35 : 1.9;
    let rate = FIRST_RATE;
    for (let at = 0; at < MOST_POINTS; at += 1, rate *= step) {
      const trial = yield pointAt(Math.round(rate), { warmUpSeconds, seconds });
      if (isFull(trial)) return;
    }
  },
  conclude(trials) {
    const points = byPoint(trials).sort((one, other) => knob(one, RATE) - knob(other, RATE));
    const rateOf = (point: Pick<Trial, 'knobs'>) => knob(point, RATE);
    const share = measuredSeries('database CPU', points, rateOf, cpuShare);
    const p99 = measuredSeries('p99', points, rateOf, (trial) => p99Ms(trial));
    const atRest = Math.min(...p99.points.map(({ y }) => y));
    const busyAt = crossing(share.points, BUSY);
    const bendsAt = crossing(p99.points, BENT * atRest);
    const shareAtBend = bendsAt === undefined ? undefined : valueAt(share.points, bendsAt);
    const holds = busyAt !== undefined && shareAtBend !== undefined && shareAtBend >= BUSY - TOLERANCE;
    const reached = percent(Math.max(...share.points.map(({ y }) => y)));
    const bend =
      bendsAt === undefined
        ? `p99 stays below ${BENT} times its least, ${short(atRest)} ms,`
        : `p99 passes ${BENT} times its least, ${short(atRest)} ms, at ${short(bendsAt)} sessions/s (CPU ${percent(shareAtBend ?? Number.NaN)})`;
    return {
      verdict: holds ? 'holds' : busyAt === undefined ? 'undecided' : 'does not hold',
      figure:
        busyAt === undefined
          ? `The database's CPU reached ${reached} and never 80 %; ${bend}.`
          : `The database's CPU passes 80 % of ${DATABASE_CPUS} CPUs at ${short(busyAt)} sessions/s; ${bend}.`,
      because: `${becauseOf(busyAt, bendsAt, holds)} ${vacuumText(trials)}`,
      table: {
        columns: ['sessions/s', 'requests/s', 'database CPU', 'p50 ms', 'p99 ms', 'dropped', 'autovacuum', 'runs'],
        rows: points.map((point) => [
          knob(point, RATE),
          withRange(point.of(({ load }) => load.requestsPerSecond)),
          withRange(point.of(cpuShare), percent),
          withRange(point.of((trial) => p50Ms(trial))),
          withRange(point.of((trial) => p99Ms(trial))),
          withRange(point.of(({ load }) => load.dropped)),
          withRange(point.of(vacuuming), percent),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'Database CPU by arrival rate',
          x: { label: 'arrival rate (sessions/s)', from: 0 },
          y: { label: 'CPU share of its allotment', percent: true, from: 0 },
          series: [share],
          rules: [{ y: BUSY, label: '80 %' }],
        },
        {
          title: 'Latency by arrival rate',
          x: { label: 'arrival rate (sessions/s)', from: 0 },
          y: { label: 'latency (ms)', scale: 'log' },
          series: [measuredSeries('p50', points, rateOf, (trial) => p50Ms(trial)), p99],
          rules: [
            ...(busyAt === undefined ? [] : [{ x: busyAt, label: 'CPU 80 %' }]),
            ...(bendsAt === undefined ? [] : [{ x: bendsAt, label: 'p99 bends' }]),
          ],
        },
      ],
    };
  },
};

export default experiment;

const pointAt = (rate: number, time: { warmUpSeconds: number; seconds: number }): Point => ({
  name: `${rate} sessions/s`,
  knobs: { [RATE]: rate },
  topology: { cpus: { postgres: DATABASE_CPUS } },
  load: { workload: 'mixed', ratePerSecond: rate, ...time },
});

function becauseOf(busyAt: number | undefined, bendsAt: number | undefined, holds: boolean): string {
  if (busyAt === undefined) return 'The ladder ended before the database had 80 % of its CPU to do: nothing is shown.';
  if (bendsAt === undefined) return 'The CPU passes 80 %, and yet nobody waits much longer: the mark warns of nothing here.';
  if (holds)
    return 'Below the mark more load costs little time. Past it requests queue at the database, and the tail of the latency leaves first.';
  return 'The CPU does pass 80 % in the end, but the tail of the latency leaves before: at a mean well below the mark the database is already full for moments, and those who come then wait. Who watches the mean alone hears of it late.';
}

/** Of the time, as far as four samples a second see it. */
const vacuuming = (trial: Trial): number => mean(trial, 'postgres.autovacuumWorkers');

/** What the database does of its own accord takes of the same CPUs, for a second or so, whatever the mean says. */
function vacuumText(trials: readonly Trial[]): string {
  const during = trials.filter((trial) => vacuuming(trial) > 0);
  if (during.length === 0) return 'Autovacuum ran in none of the trials.';
  const p99s = (some: readonly Trial[]) => withRange(spread(some.map((trial) => p99Ms(trial))));
  const rates = [...new Set(during.map((trial) => knob(trial, RATE)))].join(', ');
  return `Autovacuum ran for a moment in ${during.length} of ${trials.length} trials (at ${rates} sessions/s); their p99 is ${p99s(during)} ms.`;
}

const cpuShare = (trial: Trial): number => mean(trial, 'postgres.cpuShare');

/** Nothing more to see: the database has no CPU left, or sessions no longer get in. */
const isFull = (trial: Trial): boolean =>
  cpuShare(trial) > 0.97 || trial.load.dropped > 0.1 * (trial.load.sessions + trial.load.dropped);

function valueAt(points: readonly { x: number; y: number }[], x: number): number {
  const after = points.findIndex((point) => point.x >= x);
  const [low, high] = [points[after - 1], points[after]];
  if (!high) return points.at(-1)?.y ?? Number.NaN;
  return low ? low.y + ((x - low.x) / (high.x - low.x)) * (high.y - low.y) : high.y;
}

const RATE = 'sessions/s';
/** Few enough that the database is the first to be full: application and load generator have the rest of the machine. */
const DATABASE_CPUS = 0.25;
const FIRST_RATE = 15;
const MOST_POINTS = 12;
const BUSY = 0.8;
/** The bend: p99 of so many times its least. */
const BENT = 3;
/** How far below 80 % the CPU may be at the bend for the claim to hold still. */
const TOLERANCE = 0.15;
