import { CannotRun } from '@outgrow/harness/cannot-run';
import { type Command, InvalidArgumentError } from 'commander';

/** What a file in commands/ exports as its default. */
export type AddCommand = (program: Command, context: Context) => void;

export interface Context {
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** Ends the process with a code of its own, after all was said. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** A whole number from an option or an argument. */
export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };

/** The number of a stage. Whether there is such a stage is for the harness to say. */
export function stageNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new CannotRun(`a stage is named by its number, as in: npm run outgrow -- up 1; "${text}" is none`, 2);
}

/** A seed ends in ids, in addresses and in shell variables. */
export function seedText(text: string): string {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(text)) return text;
  throw new InvalidArgumentError('It is 1 to 40 letters, digits, - and _.');
}
