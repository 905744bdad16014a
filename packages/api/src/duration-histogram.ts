import type { Metric, MetricValueWithName, Registry } from 'prom-client';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Labels = Readonly<Record<string, string>>;

/**
 * A histogram whose series are made once and then observed by adding to numbers. prom-client's own hashes the labels at every
 * observation, which is felt where each request makes one.
 */
export class DurationHistogram {
  readonly name: string;
  readonly help: string;
  readonly #series: Series[] = [];

  constructor(name: string, help: string, registry: Registry) {
    this.name = name;
    this.help = help;
    // The registry asks of a metric only `name` and `get`; the type names prom-client's own classes.
    registry.registerMetric(this as unknown as Metric);
  }

  series(labels: Labels): Series {
    const series = new Series(labels);
    this.#series.push(series);
    return series;
  }

  async get() {
    const values = this.#series.filter(({ count }) => count > 0).flatMap((series) => series.values(this.name));
    return { name: this.name, help: this.help, type: 'histogram', aggregator: 'sum', values };
  }

  reset(): void {
    for (const series of this.#series) series.reset();
  }
}

export class Series {
  readonly #labels: Labels;
  readonly #counts = new Float64Array(BUCKETS_SECONDS.length);
  #sum = 0;
  count = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  observe(seconds: number): void {
    this.count += 1;
    this.#sum += seconds;
    for (let at = 0; at < BUCKETS_SECONDS.length; at += 1) {
      if (seconds <= (BUCKETS_SECONDS[at] as number)) {
        this.#counts[at] = (this.#counts[at] as number) + 1;
        return;
      }
    }
  }

  values(name: string): MetricValueWithName<string>[] {
    let below = 0;
    const bucket = (le: number | string, value: number) => ({
      metricName: `${name}_bucket`,
      labels: { le, ...this.#labels },
      value,
    });
    return [
      ...BUCKETS_SECONDS.map((le, at) => {
        below += this.#counts[at] as number;
        return bucket(le, below);
      }),
      bucket('+Inf', this.count),
      { metricName: `${name}_sum`, labels: this.#labels, value: this.#sum },
      { metricName: `${name}_count`, labels: this.#labels, value: this.count },
    ];
  }

  reset(): void {
    this.#counts.fill(0);
    this.#sum = 0;
    this.count = 0;
  }
}
