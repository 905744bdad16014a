import type { Experiment, Point } from '@outgrow/harness/experiment';
import type { Conclusion, Trial } from '@outgrow/harness/experiment-result';
import { lastCrossing } from '../../figures/crossing.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, byRepetition, knob, measuredSeries, type PointTrials, spread } from '../../figures/over-repetitions.ts';
import { failures, mean, otherCpus, p50Ms, p99Ms } from '../../figures/trial-figures.ts';

const experiment: Experiment = {
  question: "How much may come before the database's CPU is the limit?",
  expected:
    "As more comes, the database's CPU passes 80 % of what it has; from about there on waiting grows faster than the load.",
  disproof: "The 99th percentile bends while the database's CPU is well below 80 %, or does not bend although it is full.",
  stages: [1],
  *plan({ points, warmUpSeconds, seconds }) {
    const step = points === 'all' ? 1.45 : 1.9;
    let rate = FIRST_RATE;
    for (let at = 0; at < MOST_POINTS; at += 1, rate *= step) {
      const trial = yield pointAt(Math.round(rate), { warmUpSeconds, seconds });
      if (isFull(trial)) return;
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const { share, p99, atRest, busyAt, bendsAt, shareAtBend, ...medians } = readOff(points);
    const said = byRepetition(trials).map((own) => readOff(byPoint(own)).verdict);
    const agree = said.every((verdict) => verdict === medians.verdict);
    const other = otherCpus(trials, 'postgres', () => DATABASE_CPUS);
    const reached = share.points.length === 0 ? '–' : percent(Math.max(...share.points.map(({ y }) => y)));
    const cpu =
      busyAt === undefined
        ? `The database's CPU reached ${reached} of ${DATABASE_CPUS} CPUs`
        : `The database's CPU passes 80 % of ${DATABASE_CPUS} CPUs at ${short(busyAt)} sessions/s`;
    const bend =
      bendsAt === undefined
        ? `p99 stays below ${BENT} times its ${short(atRest)} ms at rest`
        : `p99 passes ${BENT} times its ${short(atRest)} ms at rest for good at ${short(bendsAt)} sessions/s, with the CPU at ${percent(shareAtBend)}`;
    return {
      verdict: other || !agree ? 'undecided' : medians.verdict,
      figure: `${cpu}; ${bend}.`,
      because:
        other ??
        `${whoSays(said, agree)}${medians.because} Autovacuum is off here: it takes the CPU for a second at times of its own choosing.`,
      table: {
        columns: ['sessions/s', 'requests/s', 'database CPU', 'p50 ms', 'p99 ms', 'dropped', 'failed', 'runs'],
        rows: points.map((point) => [
          knob(point, RATE),
          withRange(point.of(({ load }) => load.requestsPerSecond)),
          withRange(point.of(cpuShare), percent),
          withRange(point.of((trial) => p50Ms(trial))),
          withRange(point.of((trial) => p99Ms(trial))),
          withRange(point.of(({ load }) => load.dropped)),
          withRange(point.of(failures)),
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
  topology: { cpus: { postgres: DATABASE_CPUS }, serverSettings: { postgres: { autovacuum: 'off' } } },
  load: { workload: 'mixed', ratePerSecond: rate, ...time },
});

const rateOf = (point: Pick<Trial, 'knobs'>): number => knob(point, RATE);

/** What a ladder of rates shows: one of medians, or that of a single repetition. */
function readOff(points: readonly PointTrials[]) {
  const share = measuredSeries('database CPU', points, rateOf, cpuShare);
  const p99 = measuredSeries('p99', points, rateOf, (trial) => p99Ms(trial));
  const atRest = spread(p99.points.slice(0, 3).map(({ y }) => y)).median;
  const busyAt = lastCrossing(share.points, BUSY);
  // Where sessions were dropped, those that got in do not tell how long the others would have waited.
  const waits = points.map((point) => ({
    x: rateOf(point),
    y: dropsMany(point) ? Number.MAX_VALUE : point.of((trial) => p99Ms(trial)).median,
  }));
  const bendsAt = staysAbove(waits, BENT * atRest) ? lastCrossing(waits, BENT * atRest) : undefined;
  const shareAtBend = bendsAt === undefined ? Number.NaN : valueAt(share.points, bendsAt);
  const few = points.length < LEAST_POINTS || share.points.length < points.length;
  const onlyLast = bendsAt === undefined && lastCrossing(waits, BENT * atRest) !== undefined;
  return {
    share,
    p99,
    atRest,
    busyAt,
    bendsAt,
    shareAtBend,
    ...(few || onlyLast ? TOO_FEW : judged(busyAt, bendsAt, shareAtBend)),
  };
}

/** How many repetitions say what: medians can say what hardly one of them does. */
function whoSays(said: readonly Conclusion['verdict'][], agree: boolean): string {
  if (said.length < 2) return '';
  if (agree) return `All ${said.length} repetitions say so. `;
  const counts = [...Map.groupBy(said, (verdict) => verdict)].map(
    ([verdict, own]) => `${own.length} ${own.length === 1 ? 'says' : 'say'} "${verdict}"`,
  );
  return `Of ${said.length} repetitions ${counts.join(' and ')}, so it is not told. By their medians: `;
}

/** The claim is that the CPU is the limit, and 80 % of it the mark. */
const TOO_FEW = {
  verdict: 'undecided',
  because: 'Too few points were measured, or too few beyond a bend, to tell one.',
} as const;

function judged(
  busyAt: number | undefined,
  bendsAt: number | undefined,
  shareAtBend: number,
): Pick<Conclusion, 'verdict' | 'because'> {
  if (bendsAt === undefined && busyAt === undefined)
    return { verdict: 'undecided', because: 'The ladder ended before the database had 80 % of its CPU to do.' };
  if (bendsAt === undefined)
    return {
      verdict: 'does not hold',
      because: 'The CPU passes 80 %, and yet nobody waits much longer: the mark warns of nothing here.',
    };
  if (shareAtBend >= BUSY - TOLERANCE && busyAt === undefined)
    return {
      verdict: 'undecided',
      because: 'The tail of the latency leaves, and the ladder ended before the database had 80 % of its CPU to do.',
    };
  if (shareAtBend >= BUSY - TOLERANCE)
    return {
      verdict: 'holds',
      because:
        'Below the mark more load costs little time. From about there on requests queue at the database, and the tail of the latency leaves first.',
    };
  return {
    verdict: 'does not hold',
    because: `The tail of the latency leaves while the mean of the CPU is well below the mark: for moments the database is already full, and those who come then wait. Who watches the mean alone hears of it late.`,
  };
}

/** Above it for good: at the last two points at least, or at a last one that turned sessions away. */
const staysAbove = (points: readonly { y: number }[], level: number): boolean => {
  const [before, last] = points.slice(-2);
  return last !== undefined && last.y >= level && (last.y === Number.MAX_VALUE || (before?.y ?? 0) >= level);
};

const dropsMany = (point: PointTrials): boolean =>
  point.of(({ load }) => load.dropped / (load.sessions + load.dropped)).median > 0.05;

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
/** The bend: from there on p99 is more than so many times what it is at the lowest rates. */
const BENT = 3;
/** The first three are what p99 is at rest. */
const LEAST_POINTS = 5;
/** How far below 80 % the CPU may be at the bend for the claim to hold still. */
const TOLERANCE = 0.15;
