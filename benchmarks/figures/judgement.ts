import type { Conclusion } from '@outgrow/harness/experiment-result';
import type { Spread } from './over-repetitions.ts';

/** What is asked of the figures, part by part: undefined where they do not tell. */
export function verdictOf(parts: readonly (boolean | undefined)[]): Conclusion['verdict'] {
  if (parts.includes(false)) return 'does not hold';
  return parts.includes(undefined) ? 'undecided' : 'holds';
}

/** Whether `more` is more than `less`: by all repetitions, or by none; undefined where they disagree, or one was not measured. */
export function isMore(more: Spread | undefined, less: Spread | undefined): boolean | undefined {
  if (!isWhole(more) || !isWhole(less)) return undefined;
  if (more.low > less.high) return true;
  return more.high <= less.low ? false : undefined;
}

/** Of what must not happen once: a single repetition above the limit disproves it, and one that was not measured proves nothing. */
export function isNeverAbove(figure: Spread | undefined, limit: number): boolean | undefined {
  if (figure && figure.high > limit) return false;
  return isWhole(figure) ? true : undefined;
}

/** Whether it is more than nothing in all repetitions, or in none; undefined where they disagree, or one was not measured. */
export const isAbove0 = (figure: Spread): boolean | undefined => isMore(figure, { median: 0, low: 0, high: 0 });

/** The same of one that is so many times another. */
export const times = ({ median, low, high, ...others }: Spread, factor: number): Spread => ({
  ...others,
  median: median * factor,
  low: low * factor,
  high: high * factor,
});

/** All repetitions have it. */
const isWhole = (figure: Spread | undefined): figure is Spread =>
  figure !== undefined && !Number.isNaN(figure.median) && figure.missing === undefined;
