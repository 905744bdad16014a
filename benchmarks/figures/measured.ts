import type { Trial } from '@outgrow/harness/experiment-result';
import { isMore } from './judgement.ts';
import type { Spread } from './over-repetitions.ts';

/** A figure that the stage measured inside itself; NaN where it did not. */
export const measured =
  (name: string) =>
  ({ measured }: Trial): number =>
    measured?.[name] ?? Number.NaN;

/** Whether it is at most that in all repetitions, or in none; undefined where they disagree, or one was not measured. */
export function isAtMost(figure: Spread | undefined, limit: number): boolean | undefined {
  const isAbove = isMore(figure, { median: limit, low: limit, high: limit });
  return isAbove === undefined ? undefined : !isAbove;
}

/** A statement by whether it is so. */
export const inWords = (is: boolean | undefined, yes: string, no: string, untold = 'that was not told'): string =>
  is === undefined ? untold : is ? yes : no;
