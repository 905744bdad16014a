import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotRun } from '@outgrow/harness/cannot-run';
import { stageFolder } from '@outgrow/harness/stages';
import { whereItBreaks, withSection } from '@outgrow/report/where-it-breaks';
import { type AddCommand, stageNumber } from '../command.ts';
import { newestOfEach, resultsIn } from '../kept-results.ts';
import { shown } from '../output-file.ts';

/** `outgrow limits <n>` */
const add: AddCommand = (program) => {
  program
    .command('limits')
    .description("write a stage's limits, from the newest full results, into its README")
    .argument('<stage>', 'the number of the stage', stageNumber)
    .argument('[file...]', 'result files; without them those of this machine and those the project keeps', [])
    .action(async (number: number, files: string[]) => {
      const { folder } = stageFolder(number);
      const results = (await resultsIn(files)).filter((result) => result.kind === 'experiment');
      const full = newestOfEach(results.filter(isFullOf(number)));
      if (full.length === 0)
        throw new CannotRun(
          `there is no full result of stage ${number} yet: npm run outgrow -- bench --stage ${number} --profile full`,
        );
      const readme = join(folder, 'README.md');
      await writeFile(readme, withSection(await readFile(readme, 'utf8'), whereItBreaks(full)));
      console.log(`${full.length} limits written to ${shown(readme)}`);
    });
};

const isFullOf = (number: number) => (result: { stage: { number: number }; profile: string; interrupted?: string }) =>
  result.stage.number === number && result.profile === 'full' && result.interrupted === undefined;

export default add;
