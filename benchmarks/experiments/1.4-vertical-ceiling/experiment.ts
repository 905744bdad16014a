import type { Experiment } from '@outgrow/harness/experiment';
import type { Trial } from '@outgrow/harness/experiment-result';
import { percent, short, withRange } from '../../figures/numbers.ts';
import { byPoint, knob, measuredSeries, type PointTrials } from '../../figures/over-repetitions.ts';
import { mean, meanOverApps, p99Ms } from '../../figures/trial-figures.ts';
import { fitUsl, type UslFit, uslThroughput } from '../../models/usl.ts';

const experiment: Experiment = {
  question: 'How far does a larger database machine carry?',
  expected: 'Throughput grows with the CPUs, each CPU adds less than the one before, and connections beyond a few add nothing.',
  disproof: 'Throughput keeps pace with the CPUs to the end (σ and κ are 0).',
  stages: [1],
  *plan({ points, warmUpSeconds, seconds }) {
    for (const pool of points === 'all' ? [2, 8, 24] : [8]) {
      for (const cpus of points === 'all' ? [0.25, 0.375, 0.5, 0.75, 1] : [0.25, 0.5, 0.75, 1]) {
        yield {
          name: `${cpus} CPUs, pool of ${pool}`,
          knobs: { [CPUS]: cpus, [POOL]: pool },
          topology: { settings: { POOL: String(pool) }, cpus: { postgres: cpus } },
          load: { workload: 'orders', users: USERS, warmUpSeconds, seconds },
        };
      }
    }
  },
  conclude(trials) {
    const points = byPoint(trials);
    const pools = [...new Set(points.map((point) => knob(point, POOL)))];
    const ofPool = (pool: number) => points.filter((point) => knob(point, POOL) === pool);
    const cpusOf = (point: Pick<Trial, 'knobs'>) => knob(point, CPUS);
    const best = pools.toSorted((one, other) => most(ofPool(other)) - most(ofPool(one)))[0] ?? Number.NaN;
    const ofBest = ofPool(best);
    const unit = Math.min(...ofBest.map(cpusOf));
    // In units of the smallest allotment: the law counts processors from 1 on.
    const fit: UslFit =
      ofBest.length === 0
        ? NO_FIT
        : fitUsl(ofBest.map((point) => ({ n: cpusOf(point) / unit, throughput: point.of(ordersPerSecond).median })));
    const [small, large] = [ofBest[0], ofBest.at(-1)];
    const gain = large && small ? large.of(ordersPerSecond).median / small.of(ordersPerSecond).median : Number.NaN;
    const times = large ? cpusOf(large) / unit : Number.NaN;
    const peak = fit.peakN === undefined ? 'no peak' : `a peak at ${short(fit.peakN * unit)} CPUs`;
    const bends = fit.sigma > SIGNIFICANT || fit.kappa > SIGNIFICANT;
    return {
      verdict: ofBest.length < 3 ? 'undecided' : bends ? 'holds' : 'does not hold',
      figure: `${short(times)} times the CPUs give ${short(gain)} times the orders (pool of ${best}). The fit says σ ${short(fit.sigma)}, κ ${short(fit.kappa)}, ${peak}; its residual is ${percent(fit.residual)}.`,
      because:
        'A closed loop of as many users as always wait measures what the system can do, not how long it takes. The Universal Scalability Law gives what is lost to waiting for each other (σ) and to keeping each other in step (κ). With the database at its largest allotment, application and load generator share what is left of the machine: where it is full, the ceiling is the machine’s.',
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
            {
              name: 'USL',
              as: 'model',
              points: steps(unit, 2 * unit * times).map((cpus) => ({ x: cpus, y: uslThroughput(fit, cpus / unit) })),
            },
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

/** Orders that were placed, per second of the measured part. */
const ordersPerSecond = ({ load }: Trial): number => {
  const orders = load.operations.find(({ name }) => name === 'place-order')?.latency.count ?? 0;
  return (load.requestsPerSecond * orders) / load.requests;
};

/** The processor time of database and application together. */
const cpuMsPerOrder = (trial: Trial): number =>
  (1_000 * (mean(trial, 'postgres.cpuCores') + meanOverApps(trial, 'cpuCores'))) / ordersPerSecond(trial);

const most = (points: readonly PointTrials[]): number => Math.max(...points.map((point) => point.of(ordersPerSecond).median));

const steps = (from: number, to: number): number[] => Array.from({ length: 33 }, (_, at) => from + ((to - from) * at) / 32);

const CPUS = 'CPUs of the database';
const POOL = 'pool';
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
/** A loss per CPU below this is none. */
const SIGNIFICANT = 0.005;
