import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Latency } from './experiment-result.ts';

/** Durations of requests by kind, in one HDR histogram each (Node's own, 3 significant digits): memory does not grow with the requests. */
export class Latencies {
  readonly #all = newHistogram();
  readonly #operations = new Map<string, RecordableHistogram>();

  add(operation: string, tookMs: number): void {
    let own = this.#operations.get(operation);
    if (!own) {
      own = newHistogram();
      this.#operations.set(operation, own);
    }
    // A histogram of Node begins at 1.
    const tookUs = Math.min(MOST_US, Math.max(1, Math.round(tookMs * 1_000)));
    this.#all.record(tookUs);
    own.record(tookUs);
  }

  get all(): Latency {
    return latencyOf(this.#all);
  }

  /** Most frequent first. */
  get operations(): { name: string; latency: Latency }[] {
    return [...this.#operations]
      .map(([name, histogram]) => ({ name, latency: latencyOf(histogram) }))
      .sort((one, other) => other.latency.count - one.latency.count);
  }
}

const MOST_US = 600_000_000;
const newHistogram = (): RecordableHistogram => createHistogram({ lowest: 1, highest: MOST_US, figures: 3 });

function latencyOf(histogram: RecordableHistogram): Latency {
  if (histogram.count === 0) return { count: 0, meanMs: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 };
  const percentileMs = (percent: number): number => histogram.percentile(percent) / 1_000;
  return {
    count: histogram.count,
    meanMs: histogram.mean / 1_000,
    p50Ms: percentileMs(50),
    p90Ms: percentileMs(90),
    p99Ms: percentileMs(99),
    p999Ms: percentileMs(99.9),
    maxMs: histogram.max / 1_000,
  };
}
