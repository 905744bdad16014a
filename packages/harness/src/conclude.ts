import type { Conclusion, ExperimentResult, Trial } from './experiment-result.ts';
import type { FoundExperiment } from './experiments.ts';
import { commit } from './machine.ts';

/** The figure of what counts of these trials; undefined where nothing does. What was measured is not lost to a figure that cannot be made of it. */
export function conclusionOf({ conclude }: Pick<FoundExperiment, 'conclude'>, trials: readonly Trial[]): Conclusion | undefined {
  const valid = trials.filter(({ invalid }) => invalid === undefined);
  if (valid.length === 0) return undefined;
  try {
    return conclude(valid);
  } catch (error) {
    const because = `No figure can be made of these trials: ${error instanceof Error ? error.message : String(error)}.`;
    return { verdict: 'undecided', figure: 'none', because, table: { columns: [], rows: [] }, charts: [] };
  }
}

/** The same result with its figure made anew, by the experiment as it is now. A partial one stays without. */
export function concludeAgain(result: ExperimentResult, experiment: FoundExperiment): ExperimentResult {
  const { id, name, question, expected, disproof } = experiment;
  const { conclusion: _, ...measured } = result;
  const conclusion = result.interrupted === undefined ? conclusionOf(experiment, result.trials) : undefined;
  return {
    ...measured,
    experiment: { id, name, question, expected, disproof },
    concludedAgain: { at: new Date().toISOString(), commit: commit() },
    ...(conclusion && { conclusion }),
  };
}
