import type { Conclusion, ExperimentResult } from '@outgrow/harness/experiment-result';

/** Whether a result may conclude anything: one that was stopped, or of which no trial counts, may not, whatever is written in it. */
export function standing({
  interrupted,
  conclusion,
  trials,
}: ExperimentResult): { conclusion: Conclusion } | { partial: string } {
  if (interrupted !== undefined) return { partial: interrupted };
  if (!trials.some(({ invalid }) => invalid === undefined)) return { partial: 'none of its trials counts' };
  return conclusion === undefined ? { partial: 'it has no conclusion' } : { conclusion };
}

/** `1.1` before `1.2` before `1.10`, and stage by stage. */
export const inOrder = (one: ExperimentResult, other: ExperimentResult): number =>
  one.experiment.id.localeCompare(other.experiment.id, 'en', { numeric: true }) || one.stage.number - other.stage.number;

export const newestFirst = (one: { startedAt: string }, other: { startedAt: string }): number =>
  Date.parse(other.startedAt) - Date.parse(one.startedAt);
