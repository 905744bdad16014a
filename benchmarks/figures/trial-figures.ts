import type { Trial } from '@outgrow/harness/experiment-result';

/** The mean of what was sampled over the measured part; NaN where it could not be seen. */
export const mean = ({ sampled }: Trial, name: string): number => sampled[name]?.mean ?? Number.NaN;

/** The same, added up over all app instances. */
export const meanOverApps = (trial: Trial, name: string): number =>
  Array.from({ length: trial.instances }, (_, at) => mean(trial, `app${at + 1}.${name}`)).reduce((sum, value) => sum + value, 0);

/** A quantile of the samples of the measured parts of all these trials. */
export function quantile(trials: readonly Trial[], name: string, share: number): number {
  const values = trials
    .flatMap(({ samples, load }) => {
      const column = samples.columns.indexOf(name);
      return samples.rows
        .filter(([at]) => typeof at === 'number' && at >= 0 && at <= load.seconds)
        .flatMap((row) => row[column] ?? []);
    })
    .sort((one, other) => one - other);
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
}

/** Where a process did not get the CPUs it was to have, as where nobody may make a control group: why its figures show nothing. */
export function otherCpus(trials: readonly Trial[], process: string, wanted: (trial: Trial) => number): string | undefined {
  const other = trials.find((trial) => Math.abs((trial.allotments[process]?.cpus ?? Number.NaN) - wanted(trial)) > 0.01);
  const got = trials.find((trial) => !trial.allotments[process]) ?? other;
  if (!got) return undefined;
  const { cpus, how, note } = got.allotments[process] ?? { cpus: 'what there were', how: 'no allotment' };
  return `Nothing is shown: ${process} was to have ${wanted(got)} CPUs and got ${cpus} by ${how}${note ? ` (${note})` : ''}. Run it where control groups may be made, as root.`;
}

/** Requests and commands that were not answered as they should be; a refusal is an answer. */
export const failures = ({ load }: Trial): number => Object.values(load.errors).reduce((sum, count) => sum + count, 0);

/** How many requests of one kind came to an end in a second, whatever the end: refusals, errors and repeated attempts too. */
export const perSecond = ({ load }: Trial, operation: string): number =>
  (load.operations.find(({ name }) => name === operation)?.latency.count ?? 0) / load.seconds;

/** How many commands of one kind were accepted in a second; NaN where it was not counted by kind. */
export const acceptedPerSecond = ({ load }: Trial, kind: string): number =>
  load.acceptedByKind ? (load.acceptedByKind[kind] ?? 0) / load.seconds : Number.NaN;

/** How many commands were accepted in a second, each once: of a workload that sends one kind alone, those of that kind. */
export const commandsPerSecond = ({ load }: Trial): number => load.commands.accepted / load.seconds;

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
