import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import type { TourResult } from '@outgrow/harness/tour-result';

/** What to type to run it again. */
export function repeatCommand(result: ExperimentResult | TourResult): string {
  const { seed } = result;
  if (result.kind === 'tour') {
    const { ratePerSecond, seconds } = result.load;
    return `npm start -- --seed ${shellWord(seed)} --rate ${ratePerSecond} --seconds ${seconds}`;
  }
  const { experiment, profile, stage } = result;
  const options = `--profile ${shellWord(profile)} --stage ${stage.number} --seed ${shellWord(seed)}`;
  return `npm run outgrow -- bench ${shellWord(experiment.id)} ${options}`;
}

// A seed comes from a file, and the line is made to be pasted into a shell.
export const shellWord = (text: string): string => (/^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
