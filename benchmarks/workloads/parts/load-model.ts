import type { Options, Scenario } from 'k6/options';
import { settings } from './settings.ts';

const { maxVUs, rate, seconds, users, warmUp } = settings;

/** One load twice: before it is measured, and measured. A load of another name stands beside the sessions' own. */
export const phases = (load: (seconds: number) => Scenario, name: '' | 'Writers' = ''): { [phase: string]: Scenario } => ({
  ...(warmUp > 0 && { [`warmUp${name}`]: load(warmUp) }),
  [`measured${name}`]: { ...load(seconds), startTime: `${warmUp}s` },
});

/** Each user begins a session when the last one has ended: a server that slows down is asked less. */
export const closed =
  (vus: number) =>
  (seconds: number): Scenario => ({ executor: 'constant-vus', vus, duration: `${seconds}s`, gracefulStop: GRACEFUL_STOP });

/** Sessions begin at a constant rate and do not wait for the server: a closed loop would slow down with it and hide the queue. */
const open = (seconds: number): Scenario => ({
  executor: 'constant-arrival-rate',
  // k6 takes whole numbers only.
  rate: Math.round(rate * 1_000),
  timeUnit: '1000s',
  duration: `${seconds}s`,
  preAllocatedVUs: Math.min(maxVUs, Math.max(10, Math.ceil(rate))),
  maxVUs,
  gracefulStop: GRACEFUL_STOP,
});

const GRACEFUL_STOP = '15s';

export const loadModel: Options = {
  // Users who go on from the warm-up into the measured part are as many as are measured: two scenarios would overlap. The harness
  // leaves out what ended before.
  scenarios: users > 0 ? { measured: closed(users)(warmUp + seconds) } : phases(open),
  // k6 counts by scenario only where a threshold asks for it. These hold always.
  thresholds: {
    'iterations{scenario:measured}': ['count>=0'],
    'dropped_iterations{scenario:measured}': ['count>=0'],
  },
  // The figures come from the log; what k6 computes besides costs the load generator its CPU.
  systemTags: ['scenario'],
  summaryTrendStats: ['med', 'p(99)', 'max'],
};
