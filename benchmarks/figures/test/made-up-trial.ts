import type { Conclusion, Latency, Trial } from '@outgrow/harness/experiment-result';

/** The few figures of a trial that a conclusion looks at. */
export interface MadeUp {
  knobs?: Trial['knobs'];
  instances?: number;
  allotments?: Trial['allotments'];
  /** Means of what was sampled. */
  means?: Record<string, number>;
  samples?: Trial['samples'];
  all?: Partial<Latency>;
  operations?: Record<string, Partial<Latency>>;
  load?: Partial<Trial['load']>;
  probes?: Trial['probes'];
  /** What the stage measured inside itself. */
  measured?: Trial['measured'];
  anomalies?: number;
  faults?: Trial['faults'];
  servers?: Trial['servers'];
  /** By checker: `count`, and its other figures. */
  checks?: Record<string, { count: number; [figure: string]: number }>;
}

/** A trial that nobody measured: its figures are made up for a test, and those that are not given are 0. */
export function madeUpTrial(figures: MadeUp, repetition = 1): Trial {
  const { knobs = {}, means = {}, operations = {}, checks = {} } = figures;
  return {
    name: `made up: ${JSON.stringify(knobs)}`,
    repetition,
    knobs,
    startedAt: '2000-01-01T00:00:00.000Z',
    instances: figures.instances ?? 1,
    servers: figures.servers ?? [],
    allotments: figures.allotments ?? {},
    load: {
      workload: 'made up',
      model: 'open',
      warmUpSeconds: 10,
      seconds: 10,
      sessions: 100,
      dropped: 0,
      requests: 100,
      requestsPerSecond: 10,
      all: latency(figures.all),
      operations: Object.entries(operations).map(([name, given]) => ({ name, latency: latency(given) })),
      commands: { accepted: 0, refused: 0, failed: 0, unknown: 0 },
      refused: {},
      errors: {},
      generator: { machineBusy: 0 },
      ...figures.load,
    },
    faults: figures.faults ?? [],
    ...(figures.measured && { measured: figures.measured }),
    ...(figures.probes && { probes: figures.probes }),
    sampled: Object.fromEntries(Object.entries(means).map(([name, value]) => [name, { mean: value, max: value }])),
    samples: figures.samples ?? { columns: ['seconds'], rows: [] },
    verdicts: Object.entries(checks).map(([checker, { count, ...others }]) => ({
      checker,
      count,
      says: 'made up',
      first: [],
      figures: others,
      promised: false,
    })),
    anomalies: figures.anomalies ?? 0,
    gaps: 0,
    records: 0,
  };
}

/** One trial for each of these values of a figure: the repetitions of a point. */
export const repeated = (values: readonly number[], of: (value: number) => MadeUp): Trial[] =>
  values.map((value, at) => madeUpTrial(of(value), at + 1));

/** All that a conclusion shows: a figure that is missing must not be read as `NaN`, nor be drawn. */
export const shown = (conclusion: Conclusion): string =>
  [
    conclusion.figure,
    conclusion.because,
    ...conclusion.table.rows.flat(),
    ...conclusion.charts.flatMap(({ series, rules = [] }) => [
      ...series.flatMap(({ points }) => points.flatMap(({ x, y, low = 0, high = 0 }) => [x, y, low, high])),
      ...rules.flatMap(({ x = 0, y = 0 }) => [x, y]),
    ]),
  ].join('\n');

/** What it must not show. */
export const NOTHING_MEANT = /NaN|undefined|null|Infinity|∞/;

const latency = (given: Partial<Latency> = {}): Latency => ({
  count: 0,
  meanMs: 0,
  p50Ms: 0,
  p90Ms: 0,
  p99Ms: 0,
  p999Ms: 0,
  maxMs: 0,
  ...given,
});
