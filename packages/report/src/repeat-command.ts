import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import type { TourResult } from '@outgrow/harness/tour-result';
import { distinct } from './figures.ts';
import { durabilityOf } from './stage-columns.ts';

/** What to type to run it again. */
export function repeatCommand(result: ExperimentResult | TourResult): string {
  const { seed } = result;
  if (result.kind === 'tour') {
    const { ratePerSecond, seconds } = result.load;
    // A stage that could not even be loaded has none; results from before there was a choice do not say it.
    const words = distinct(result.stops.flatMap((stop) => ('measured' in stop ? durabilityOf(stop) : (stop.durability ?? []))));
    const durability =
      words.length > 1 ? ' --durability all' : (words[0] ?? 'fsync') === 'fsync' ? '' : ` --durability ${words[0]}`;
    return `npm start -- --seed ${shellWord(seed)} --rate ${ratePerSecond} --seconds ${seconds}${durability}`;
  }
  const { experiment, profile, stage } = result;
  const options = `--profile ${shellWord(profile)} --stage ${stage.number} --seed ${shellWord(seed)}`;
  return `npm run outgrow -- bench ${shellWord(experiment.id)} ${options}`;
}

// A seed comes from a file, and the line is made to be pasted into a shell.
export const shellWord = (text: string): string => (/^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
