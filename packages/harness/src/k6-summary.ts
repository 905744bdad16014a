/** What only k6 knows of a run: how many sessions began after the warm-up, and how many could not. Everything else is in its journal. */
export interface K6Counts {
  sessions: number;
  /** Sessions that could not begin at their time, since every virtual user was still busy. */
  dropped: number;
}

/** Reads what the workloads' `handleSummary` wrote. */
export function k6Counts(json: string): K6Counts {
  const { metrics } = JSON.parse(json) as { metrics: { [name: string]: { values: { count?: number } } } };
  const count = (name: string): number => metrics[`${name}{scenario:measured}`]?.values.count ?? 0;
  return { sessions: count('iterations'), dropped: count('dropped_iterations') };
}
