import type { Trial } from '@outgrow/harness/experiment-result';

/**
 * The longest time in which no app instance counted anything under that name, which is one of growth per second: no more exactly than it is
 * sampled. NaN where it was never counted.
 */
export function longestGapSeconds({ samples, instances, load }: Trial, name: string): number {
  const columns = Array.from({ length: instances }, (_, at) => samples.columns.indexOf(`app${at + 1}.${name}`));
  const counted = samples.rows
    .filter((row) => columns.some((column) => (row[column] ?? 0) > 0))
    .flatMap(([at]) => (typeof at === 'number' && at >= 0 && at <= load.seconds ? [at] : []));
  if (counted.length === 0) return Number.NaN;
  // What was counted in a sample was counted since the sample before.
  const gaps = counted.map((at, index) => at - (counted[index - 1] ?? 0) - SAMPLED_EVERY_SECONDS);
  return Math.max(0, ...gaps, load.seconds - (counted.at(-1) ?? 0) - SAMPLED_EVERY_SECONDS);
}

const SAMPLED_EVERY_SECONDS = 0.25;
