import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CannotRun } from '@outgrow/harness/cannot-run';
import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { resultFiles } from '@outgrow/harness/results';
import type { TourResult } from '@outgrow/harness/tour-result';
import { readResult } from '@outgrow/report/read-result';
import { shown } from './output-file.ts';

/** All results in these files, or else all there are. A file that was named must be readable; one that only lies there is passed over with a word. */
export async function resultsIn(files: readonly string[]): Promise<(ExperimentResult | TourResult)[]> {
  const results: (ExperimentResult | TourResult)[] = [];
  for (const file of files.length > 0 ? files : await resultFiles()) {
    try {
      results.push(readResult(await readFile(file, 'utf8'), shown(resolve(file))));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (files.length > 0) throw new CannotRun(message, 2);
      console.error(`passed over: ${message}`);
    }
  }
  return results;
}

export const newestTour = (tours: readonly TourResult[]): TourResult[] =>
  tours.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt)).slice(0, 1);

/** Of each experiment on each stage the one that says most: one that concludes before a partial one, full before quick, then the newest. */
export function newestOfEach(results: readonly ExperimentResult[]): ExperimentResult[] {
  const best = new Map<string, ExperimentResult>();
  for (const result of results) {
    const key = `${result.experiment.id} on ${result.stage.number}`;
    const other = best.get(key);
    if (!other || rank(result) > rank(other)) best.set(key, result);
  }
  return [...best.values()];
}

const rank = ({ conclusion, profile, startedAt }: ExperimentResult): string =>
  `${conclusion ? 1 : 0}${profile === 'full' ? 1 : 0}${startedAt}`;
