/** What k6 says of a run, in our words. Durations are exact quantiles over all requests: k6 keeps every one. */
export interface LoadTimes {
  seconds: number;
  sessions: number;
  /** Sessions that could not begin at their time because every virtual user was still busy. */
  dropped: number;
  requests: number;
  requestsPerSecond: number;
  all: Quantiles;
  /** Per kind of request, those that were sent, most first. */
  operations: { name: string; times: Quantiles }[];
}

export interface Quantiles {
  count: number;
  p50Ms: number;
  p90Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** Reads what the workloads' `handleSummary` wrote. */
export function loadTimes(json: string): LoadTimes {
  const { metrics, state } = JSON.parse(json) as K6Summary;
  const seconds = state.testRunDurationMs / 1_000;
  const count = (name: string): number => metrics[name]?.values.count ?? 0;
  return {
    seconds,
    sessions: count('iterations'),
    dropped: count('dropped_iterations'),
    requests: count('http_reqs'),
    requestsPerSecond: count('http_reqs') / seconds,
    all: quantiles(metrics.http_req_duration),
    operations: Object.entries(metrics)
      .filter(([name]) => name.startsWith(OPERATION))
      .map(([name, metric]) => ({ name: name.slice(OPERATION.length).replaceAll('_', '-'), times: quantiles(metric) }))
      .filter(({ times }) => times.count > 0)
      .sort((one, other) => other.times.count - one.times.count),
  };
}

/** How the workloads name the durations of one kind of request. */
const OPERATION = 'op_';

interface K6Summary {
  metrics: { [name: string]: K6Metric };
  state: { testRunDurationMs: number };
}

interface K6Metric {
  values: { [statistic: string]: number };
}

function quantiles(metric: K6Metric | undefined): Quantiles {
  const value = (statistic: string): number => metric?.values[statistic] ?? 0;
  return {
    count: value('count'),
    p50Ms: value('med'),
    p90Ms: value('p(90)'),
    p95Ms: value('p(95)'),
    p99Ms: value('p(99)'),
    maxMs: value('max'),
  };
}
