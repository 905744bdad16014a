import type { Conclusion, ExperimentResult, Latency, Trial, TrialVerdict } from '@outgrow/harness/experiment-result';
import type { TourResult } from '@outgrow/harness/tour-result';

/** Results made up for the tests of this package: nobody measured any of it. */
const latency: Latency = { count: 1_200, meanMs: 3.2, p50Ms: 2.25, p90Ms: 9, p99Ms: 41.4, p999Ms: 80, maxMs: 88 };

export const madeUpVerdict: TrialVerdict = {
  checker: 'oversell',
  count: 0,
  says: 'no product was sold beyond its stock',
  first: [],
  figures: { products: 10_000 },
  promised: true,
};

export const madeUpTrial: Trial = {
  name: 'rate 20',
  repetition: 1,
  knobs: { 'sessions/s': 20 },
  startedAt: '2026-01-02T03:04:10.000Z',
  instances: 1,
  servers: [{ name: 'postgres', kind: 'postgres', version: '18.4', mode: 'native' }],
  allotments: { postgres: { cpus: 0.5, how: 'cgroup quota' } },
  load: {
    workload: 'mixed',
    model: 'open',
    ratePerSecond: 20,
    warmUpSeconds: 5,
    seconds: 20,
    sessions: 400,
    dropped: 3,
    requests: 1_200,
    requestsPerSecond: 59.7,
    all: latency,
    operations: [
      { name: 'product', latency },
      { name: 'place-order', latency: { ...latency, p50Ms: 0, p99Ms: 1_250 } },
    ],
    commands: { accepted: 190, refused: 4, failed: 0, unknown: 0 },
    acceptedByKind: { 'place-order': 140, 'place-basket': 10, restock: 40 },
    refused: { version_mismatch: 1, out_of_stock: 3 },
    errors: {},
    generator: { cores: 0.2, machineBusy: 0.6, lateP99Ms: 1.5 },
  },
  faults: [],
  sampled: {
    'app1.cpuShare': { mean: 0.31, max: 0.4 },
    'postgres.cpuShare': { mean: 0.425, max: 0.6 },
    'app1.cpuCores': { mean: 0.3, max: 0.4 },
    'postgres.cpuCores': { mean: 0.2, max: 0.3 },
  },
  samples: { columns: ['atSeconds'], rows: [] },
  verdicts: [madeUpVerdict],
  anomalies: 0,
  gaps: 0,
  records: 33_000,
};

const madeUpPlatform: NonNullable<Trial['platform']> = {
  platforms: ['postgres'],
  processes: [
    { name: 'postgres', kind: 'postgres', ports: [5432], portsFrom: 'sockets', osProcesses: 8, memoryBytes: 60 * 2 ** 20 },
    { name: 'app1', kind: 'app', ports: [8080], portsFrom: 'sockets', osProcesses: 1, memoryBytes: 140 * 2 ** 20 },
  ],
  settings: { addresses: ['POSTGRES_URL'], others: ['POOL'] },
  libraries: ['pg'],
  lines: { synchronisation: 0, infrastructure: 512, feature: 1_830, shared: 9_000 },
  startSeconds: 2.5,
};

const measured = {
  startedAt: '2026-01-02T03:04:05.000Z',
  seed: 'harbour',
  commit: 'abc123',
  machine: { platform: 'linux', cpu: 'Made-up CPU', cores: 2, memoryBytes: 24 * 2 ** 30 },
  versions: { node: 'v24.0.0', k6: '1.1.0' },
};

export const madeUpTour: TourResult = {
  format: 2,
  kind: 'tour',
  ...measured,
  market: { merchants: 200, products: 50, customers: 1_000, orders: 0 },
  load: { workload: 'mixed', ratePerSecond: 20, seconds: 20 },
  stops: [
    {
      stage: { number: 1, name: 'one', title: 'One <system> & more' },
      durability: 'fsync',
      measured: { ...madeUpTrial, platform: madeUpPlatform },
    },
    { stage: { number: 2, name: 'two', title: 'Two' }, skipped: 'java is missing: install a JDK 17\nand more' },
    { stage: { number: 3, name: 'three', title: 'Three' }, failed: 'it did not start' },
  ],
};

export const madeUpConclusion: Conclusion = {
  verdict: 'holds',
  figure: "The database's CPU passes 80 % at 112 sessions/s; p99 bends at 120 sessions/s.",
  because: 'Made up: below 80 % more load costs little time, past it requests queue.',
  table: {
    columns: ['sessions/s', 'database CPU', 'p99 ms', 'remark'],
    rows: [
      [20, '12 % (10–15)', 4.125, 'calm'],
      [1_600, '95 %', 1_234.5, 'full'],
    ],
  },
  charts: [
    {
      title: 'Database CPU by arrival rate',
      x: { label: 'arrival rate (sessions/s)', from: 0 },
      y: { label: 'CPU share of its allotment', percent: true, from: 0 },
      series: [
        {
          name: 'measured',
          as: 'measured',
          points: [
            { x: 20, y: 0.12, low: 0.1, high: 0.15 },
            { x: 40, y: 0.3, low: 0.27, high: 0.36 },
            { x: 80, y: 0.61, low: 0.55, high: 0.7 },
            { x: 160, y: 0.95 },
          ],
        },
        {
          name: 'app',
          as: 'measured',
          points: [
            { x: 20, y: 0.2 },
            { x: 40, y: 0.24, low: 0.2, high: 0.3 },
            { x: 80, y: 0.4 },
            { x: 160, y: 0.45 },
          ],
        },
        {
          name: 'straight line',
          as: 'model',
          points: [
            { x: 20, y: 0.11 },
            { x: 80, y: 0.45 },
            { x: 160, y: 0.9 },
          ],
        },
      ],
      rules: [
        { y: 0.8, label: '80 %' },
        { x: 112, label: 'CPU 80 %' },
        { x: 120, label: 'p99 bends' },
      ],
    },
    {
      title: 'Latency by arrival rate',
      x: { label: 'arrival rate (sessions/s)', scale: 'log' },
      y: { label: 'latency (ms)', scale: 'log' },
      series: ['p50', 'p90', 'p99', 'p99.9', 'longest', 'longest of all that anybody ever saw', 'mean'].map((name, at) => ({
        name,
        as: 'measured',
        points: [20, 40, 80, 160].map((x) => ({ x, y: (at + 1) * 2 ** (x / 30) })),
      })),
    },
  ],
};

export const madeUpExperiment: ExperimentResult = {
  format: 2,
  kind: 'experiment',
  experiment: {
    id: '1.1',
    name: 'cpu-ceiling',
    question: "How much may come before the database's CPU is the limit?",
    expected: 'As more comes, the CPU passes 80 %.',
    disproof: 'p99 bends while the CPU is well below 80 %.',
  },
  stage: { number: 1, name: 'one', title: 'One <system> & more' },
  profile: 'full',
  ...measured,
  endedAt: '2026-01-02T03:20:00.000Z',
  trials: [20, 160].flatMap((rate) =>
    [1, 2, 3].map(
      (repetition): Trial => ({
        ...madeUpTrial,
        name: `rate ${rate}`,
        repetition,
        load: { ...madeUpTrial.load, ratePerSecond: rate, requestsPerSecond: rate * 3 + repetition },
      }),
    ),
  ),
  conclusion: madeUpConclusion,
};
