/** What a tour found: the content of its result file, and all that its table and its page show. */
export interface TourResult {
  format: 1;
  startedAt: string;
  /** Repeats the market and every choice of the load. */
  seed: string;
  /** The commit it ran on, `+` where files were changed since; null outside a repository. */
  commit: string | null;
  machine: { platform: string; cpu: string; cores: number; memoryBytes: number };
  versions: { [tool: string]: string };
  market: { merchants: number; products: number; customers: number; orders: number };
  load: { workload: string; ratePerSecond: number; seconds: number };
  stops: TourStop[];
}

/** A stage of the tour: measured; skipped, since a tool it needs is missing; or failed. */
export type TourStop = { stage: StageName } & ({ measured: StageFigures } | { skipped: string } | { failed: string });

export interface StageName {
  number: number;
  name: string;
  title: string;
}

export interface StageFigures {
  instances: number;
  servers: { name: string; kind: string; version: string; mode: string }[];
  times: {
    seconds: number;
    sessions: number;
    dropped: number;
    requests: number;
    requestsPerSecond: number;
    all: Quantiles;
    operations: { name: string; times: Quantiles }[];
  };
  commands: { accepted: number; refused: number; failed: number; unknown: number };
  refused: { [reason: string]: number };
  errors: { [code: string]: number };
  /** What the load generator took of the machine; `processCores` is absent where it cannot be seen. */
  generator: { processCores?: number | undefined; machineBusy: number };
  records: number;
  anomalies: { count: number; first: string[] };
}

export interface Quantiles {
  count: number;
  p50Ms: number;
  p90Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** Above this the machine had nothing left: the load generator may have waited for a CPU, and the times hold that wait too. */
const SATURATED = 0.95;

/** Why the times of a stage say more of the machine than of the stage, if so. */
export function starvation({ generator }: Pick<StageFigures, 'generator'>): string | undefined {
  if (generator.machineBusy < SATURATED) return undefined;
  const busy = `${Math.round(generator.machineBusy * 100)} %`;
  return `the machine was ${busy} busy, so k6 may have been starved: the times say more of the machine than of the stage; try a lower --rate`;
}
