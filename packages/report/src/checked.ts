import type { Trial, TrialVerdict } from '@outgrow/harness/experiment-result';
import { distinct } from './figures.ts';

/** What the checkers say over all trials of a result. */
export interface Checked {
  trials: number;
  checkers: number;
  records: number;
  anomalies: number;
  gaps: number;
  /** Checkers that found something, with what they say of the trial where they found most: of what the stage promises, and of the rest. */
  found: { anomalies: Violation[]; gaps: Violation[] };
  invalid: { trial: string; why: string }[];
  /** Trials without a verdict: their figures are no result. */
  unchecked: string[];
}

export interface Violation {
  checker: string;
  count: number;
  trials: number;
  guarantee: string | undefined;
  worst: { trial: string; count: number; says: string; first: string[] };
}

export function checkedOf(trials: readonly Trial[]): Checked {
  const verdicts = trials.flatMap((trial) => trial.verdicts.map((verdict) => ({ ...verdict, trial: trialName(trial) })));
  // A stage may promise in one trial what it does not in another, with more instances say: a checker can be in both lists.
  const found = (isPromised: boolean): Violation[] =>
    violationsOf(verdicts.filter(({ count, promised }) => count > 0 && promised === isPromised));
  return {
    trials: trials.length,
    checkers: distinct(verdicts.map(({ checker }) => checker)).length,
    records: sum(trials.map(({ records }) => records)),
    anomalies: sum(trials.map(({ anomalies }) => anomalies)),
    gaps: sum(trials.map(({ gaps }) => gaps)),
    found: { anomalies: found(true), gaps: found(false) },
    invalid: trials.flatMap((trial) => (trial.invalid === undefined ? [] : [{ trial: trialName(trial), why: trial.invalid }])),
    unchecked: trials.filter((trial) => trial.verdicts.length === 0).map(trialName),
  };
}

function violationsOf(verdicts: readonly (TrialVerdict & { trial: string })[]): Violation[] {
  return [...Map.groupBy(verdicts, ({ checker }) => checker)].flatMap(([checker, those]) => {
    const worst = those.toSorted((one, other) => other.count - one.count)[0];
    if (worst === undefined) return [];
    const { guarantee } = worst;
    return [{ checker, count: sum(those.map(({ count }) => count)), trials: those.length, guarantee, worst }];
  });
}

export const trialName = ({ name, repetition }: Pick<Trial, 'name' | 'repetition'>): string =>
  `${name}, repetition ${repetition}`;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
