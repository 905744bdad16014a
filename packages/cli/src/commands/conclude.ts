import { concludeAgain } from '@outgrow/harness/conclude';
import { experimentsNamed } from '@outgrow/harness/experiments';
import { assertResultsGoTo, ownResultsFolder, writeResult } from '@outgrow/harness/results';
import { experimentText } from '@outgrow/report/experiment-table';
import type { AddCommand } from '../command.ts';
import { resultsIn } from '../kept-results.ts';
import { shown } from '../output-file.ts';

/** `outgrow conclude <file>…` */
const add: AddCommand = (program) => {
  program
    .command('conclude')
    .description('make the figures of results anew: from their trials, by the experiments as they are now; nothing is measured')
    .argument('<file...>', 'result files of experiments')
    .option('--results <folder>', 'where the result files go', ownResultsFolder())
    .action(async (files: string[], { results }: { results: string }) => {
      await assertResultsGoTo(results);
      for (const result of await resultsIn(files)) {
        if (result.kind !== 'experiment') continue;
        const [experiment] = await experimentsNamed([result.experiment.id]);
        if (!experiment) continue;
        const again = concludeAgain(result, experiment);
        console.log(`\n${experimentText(again)}\nthe data  ${shown(await writeResult(again, results))}`);
      }
    });
};

export default add;
