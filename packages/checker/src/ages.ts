import { createHistogram } from 'node:perf_hooks';

/** Ages in whole milliseconds, in a histogram of three digits: its size does not grow with their number. */
export class Ages {
  maxMs = 0;
  // A day is more than any run lasts.
  readonly #histogram = createHistogram({ lowest: 1, highest: DAY_MS, figures: 3 });

  add(ms: number): void {
    this.maxMs = Math.max(this.maxMs, ms);
    this.#histogram.record(Math.min(Math.max(1, Math.round(ms)), DAY_MS));
  }

  get count(): number {
    return this.#histogram.count;
  }

  /** 0 where there are none. */
  percentile(percent: number): number {
    // A bucket is named by its upper end, which may lie above the largest that it holds.
    return this.count === 0 ? 0 : Math.min(this.#histogram.percentile(percent), this.maxMs);
  }
}

const DAY_MS = 86_400_000;
