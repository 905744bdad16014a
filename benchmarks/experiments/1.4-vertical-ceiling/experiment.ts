import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { isMore, times as scaled, verdictOf } from '../../figures/judgement.ts';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, type PointTrials } from '../../figures/over-repetitions.ts';
import { commandsPerSecond, mean, meanOverApps, otherCpus, p99Ms } from '../../figures/trial-figures.ts';
import { fitUsl, type UslFit, uslThroughput } from '../../models/usl.ts';

const experiment: Experiment = {
  question: 'How far does a larger database machine carry?',
  expected: 'Throughput grows with the CPUs, each CPU adds less than the one before, and more connections do not mend that.',
  disproof: 'Throughput keeps pace with the CPUs to the end, within what the repetitions differ by.',
  stages: [1],
  *plan({ points, warmUpSeconds, seconds }) {
    for (const pool of points === 'all' ? [4, 16] : [8]) {
      // From the most CPUs down: going up, what is compiled and cached by and by would be taken for what the CPUs add.
      for (const cpus of points === 'all' ? [1, 0.75, 0.5, 0.375, 0.25] : [1, 0.75, 0.5, 0.25]) {
        yield {
          name: `${cpus} CPUs, pool of ${pool}`,
          knobs: { [CPUS]: cpus, [POOL]: pool },
          topology: {
            settings: { POOL: String(pool) },
            cpus: { postgres: cpus },
            serverSettings: { postgres: { autovacuum: 'off' } },
          },
          load: { workload: 'orders', users: USERS, warmUpSeconds: 2 * warmUpSeconds, seconds },
        };
      }
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const pools = [...new Set(points.map((point) => knob(point, POOL)))].sort((one, other) => one - other);
    const ofPool = (pool: number) => points.filter((point) => knob(point, POOL) === pool);
    const cpusOf = (point: Pick<Trial, 'knobs'>) => knob(point, CPUS);
    const best = pools.toSorted((one, other) => most(ofPool(other)) - most(ofPool(one)))[0] ?? Number.NaN;
    // Where the database does not use what it has, something else is the limit: application, load generator, or the machine.
    const filled = ofPool(best).filter((point) => point.of(databaseShare).median >= FILLED && point.of(ordersPerSecond).low > 0);
    const unit = filled.length === 0 ? Number.NaN : Math.min(...filled.map(cpusOf));
    // In units of the smallest allotment: the law counts processors from 1 on.
    const inUnits = filled.map((point) => ({ n: cpusOf(point) / unit, throughput: point.of(ordersPerSecond).median }));
    const fit = inUnits.length < 3 ? NO_FIT : fitUsl(inUnits);
    const [small, large] = [filled[0]?.of(ordersPerSecond), filled.at(-1)?.of(ordersPerSecond)];
    const times = filled.length > 0 ? cpusOf(filled.at(-1) ?? { knobs: {} }) / unit : Number.NaN;
    const gain = small && large ? large.median / small.median : Number.NaN;
    const bends = small && large && filled.length >= 3 ? isMore(scaled(small, LINEAR * times), large) : undefined;
    const other = otherCpus(trials, 'postgres', (trial) => knob(trial, CPUS));
    const fits = fit.residual <= RESIDUAL;
    const peak = fit === NO_FIT ? '–' : fit.peakN === undefined ? 'no peak' : `a peak at ${short(fit.peakN * unit)} CPUs`;
    const left = ofPool(best).length - filled.length;
    return {
      // What keeps pace needs no law; what adds less must look like one.
      verdict: other === undefined ? verdictOf([bends === true && !fits ? undefined : bends]) : 'undecided',
      figure: `${short(times)} times the CPUs (${short(unit)} to ${short(times * unit)}) give ${short(gain)} times the orders, ${short(small?.median ?? Number.NaN)} to ${short(large?.median ?? Number.NaN)} a second, with a pool of ${best}. The fit says σ ${short(fit.sigma)}, κ ${short(fit.kappa)}, ${peak}; its residual is ${percent(fit.residual)}.`,
      because:
        other ??
        `A closed loop of ${USERS} users who always wait measures what the system can do, not how long it takes. ${BENDS[String(bends)]} ${left > 0 ? `At ${left} of the allotments the database did not use what it had, so that application, load generator or the machine were the limit: they are not in the fit.` : 'At every point the database used what it had.'}${fits ? '' : ' The fit is too far off for its σ and κ to say more.'} ${poolText(pools.map((pool) => ({ pool, orders: most(ofPool(pool)) })))}`,
      table: {
        columns: ['CPUs', 'pool', 'orders/s', 'database CPU', 'CPU ms per order', 'p99 ms', 'machine busy', 'runs'],
        rows: points.map((point) => [
          cpusOf(point),
          knob(point, POOL),
          withRange(point.of(ordersPerSecond)),
          withRange(
            point.of((trial) => mean(trial, 'postgres.cpuShare')),
            percent,
          ),
          withRange(point.of(cpuMsPerOrder)),
          withRange(point.of((trial) => p99Ms(trial, 'place-order'))),
          withRange(
            point.of((trial) => mean(trial, 'machine.busyShare')),
            percent,
          ),
          point.trials.length,
        ]),
      },
      charts: [
        {
          title: 'Orders by the CPUs of the database',
          x: { label: 'CPUs of the database', from: 0 },
          y: { label: 'orders/s', from: 0 },
          series: [
            ...pools.map((pool) => measuredSeries(`pool of ${pool}`, ofPool(pool), cpusOf, ordersPerSecond)),
            ...(fit === NO_FIT
              ? []
              : [
                  {
                    name: 'USL',
                    as: 'model',
                    points: steps(unit, 1.5 * unit * times).map((cpus) => ({ x: cpus, y: uslThroughput(fit, cpus / unit) })),
                  } as const,
                ]),
          ],
        },
        {
          title: 'What an order costs',
          x: { label: 'CPUs of the database', from: 0 },
          y: { label: 'CPU time per order (ms)', from: 0 },
          series: pools.map((pool) => measuredSeries(`pool of ${pool}`, ofPool(pool), cpusOf, cpuMsPerOrder)),
        },
      ],
    };
  },
};

export default experiment;

/** The workload sends no other command. */
const ordersPerSecond = commandsPerSecond;
const databaseShare = (trial: Trial): number => mean(trial, 'postgres.cpuShare');

function poolText(pools: readonly { pool: number; orders: number }[]): string {
  const texts = pools.map(({ pool, orders }) => `${short(orders)} with ${pool}`);
  return pools.length < 2 ? '' : `Of connections more are not better as such: at most ${texts.join(', ')} orders/s.`;
}

/** The processor time of database and application together. */
const cpuMsPerOrder = (trial: Trial): number =>
  (1_000 * (mean(trial, 'postgres.cpuCores') + meanOverApps(trial, 'cpuCores'))) / ordersPerSecond(trial);

const most = (points: readonly PointTrials[]): number => Math.max(...points.map((point) => point.of(ordersPerSecond).median));

const steps = (from: number, to: number): number[] => Array.from({ length: 33 }, (_, at) => from + ((to - from) * at) / 32);

const CPUS = 'CPUs of the database';
const POOL = 'pool';
const BENDS: { [bends: string]: string } = {
  true: 'In all repetitions the CPUs add less the more there are.',
  false: 'The CPUs add as much as the first ones did.',
  undefined: 'The repetitions, or too few points, do not tell whether the CPUs add less the more there are.',
};

const NO_FIT: UslFit = {
  lambda: Number.NaN,
  sigma: Number.NaN,
  kappa: Number.NaN,
  residual: Number.NaN,
  peakN: undefined,
  peakThroughput: Number.NaN,
};
/** More than any pool here, so that a connection never waits for a user. */
const USERS = 32;
/** The share of its CPUs that a database uses where they are what it lacks. */
const FILLED = 0.85;
/** Of a growth in proportion, what still counts as one. */
const LINEAR = 0.95;
/** A fit that is further from what was measured explains nothing. */
const RESIDUAL = 0.1;
