import type { Trial } from '@outgrow/harness/experiment-result';

/** The mean of what was sampled over the measured part; NaN where it could not be seen. */
export const mean = ({ sampled }: Trial, name: string): number => sampled[name]?.mean ?? Number.NaN;

/** The same, added up over all app instances. */
export const meanOverApps = (trial: Trial, name: string): number =>
  Array.from({ length: trial.instances }, (_, at) => mean(trial, `app${at + 1}.${name}`)).reduce((sum, value) => sum + value, 0);

/** A quantile of the samples of the measured part. */
export function quantile({ samples, load }: Trial, name: string, share: number): number {
  const column = samples.columns.indexOf(name);
  const values = samples.rows
    .filter(([at]) => typeof at === 'number' && at >= 0 && at <= load.seconds)
    .flatMap((row) => row[column] ?? [])
    .sort((one, other) => one - other);
  return values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
}

/** What a checker measured. */
export function checked({ verdicts }: Trial, checker: string, figure: string): number {
  const verdict = verdicts.find((one) => one.checker === checker);
  return (figure === 'count' ? verdict?.count : verdict?.figures[figure]) ?? Number.NaN;
}

/** The 99th percentile of one kind of request, ms. */
export const p99Ms = ({ load }: Trial, operation?: string): number =>
  (operation === undefined ? load.all : load.operations.find(({ name }) => name === operation)?.latency)?.p99Ms ?? Number.NaN;

export const p50Ms = ({ load }: Trial, operation?: string): number =>
  (operation === undefined ? load.all : load.operations.find(({ name }) => name === operation)?.latency)?.p50Ms ?? Number.NaN;
