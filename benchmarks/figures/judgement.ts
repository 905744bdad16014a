import type { Conclusion } from '@outgrow/harness/experiment-result';
import type { Spread } from './over-repetitions.ts';

/** What is asked of the figures, part by part: undefined where they do not tell. */
export function verdictOf(parts: readonly (boolean | undefined)[]): Conclusion['verdict'] {
  if (parts.includes(false)) return 'does not hold';
  return parts.includes(undefined) ? 'undecided' : 'holds';
}

/** Whether `more` is more than `less`: by all repetitions, or by none; undefined where they disagree, or something was not measured. */
export function isMore(more: Spread | undefined, less: Spread | undefined): boolean | undefined {
  if (!more || !less || Number.isNaN(more.median) || Number.isNaN(less.median)) return undefined;
  if (more.low > less.high) return true;
  return more.median <= less.median ? false : undefined;
}

/** Whether it is more than nothing in all repetitions, or in none; undefined where they disagree, or nothing was measured. */
export const isAbove0 = (figure: Spread): boolean | undefined => isMore(figure, { median: 0, low: 0, high: 0 });

/** The same of one that is so many times another. */
export const times = ({ median, low, high }: Spread, factor: number): Spread => ({
  median: median * factor,
  low: low * factor,
  high: high * factor,
});
