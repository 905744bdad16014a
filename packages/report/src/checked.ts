import type { Trial } from '@outgrow/harness/experiment-result';
import { distinct } from './figures.ts';

/** What the checkers say over all trials of a result. */
export interface Checked {
  trials: number;
  checkers: number;
  records: number;
  anomalies: number;
  gaps: number;
  /** Checkers that found something, with what they say of the trial where they found most. */
  violations: Violation[];
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
  const found = Map.groupBy(
    verdicts.filter(({ count }) => count > 0),
    ({ checker }) => checker,
  );
  return {
    trials: trials.length,
    checkers: distinct(verdicts.map(({ checker }) => checker)).length,
    records: sum(trials.map(({ records }) => records)),
    anomalies: sum(trials.map(({ anomalies }) => anomalies)),
    gaps: sum(trials.map(({ gaps }) => gaps)),
    violations: [...found].flatMap(([checker, those]) => {
      const worst = those.toSorted((one, other) => other.count - one.count)[0];
      if (worst === undefined) return [];
      const { guarantee } = worst;
      return [{ checker, count: sum(those.map(({ count }) => count)), trials: those.length, guarantee, worst }];
    }),
    invalid: trials.flatMap((trial) => (trial.invalid === undefined ? [] : [{ trial: trialName(trial), why: trial.invalid }])),
    unchecked: trials.filter((trial) => trial.verdicts.length === 0).map(trialName),
  };
}

export const trialName = ({ name, repetition }: Pick<Trial, 'name' | 'repetition'>): string =>
  `${name}, repetition ${repetition}`;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
