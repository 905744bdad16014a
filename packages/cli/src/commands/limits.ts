import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CannotRun } from '@outgrow/harness/cannot-run';
import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { stageFolder } from '@outgrow/harness/stages';
import { type AddCommand, stageNumber } from '../command.ts';
import { newestOfEach, resultsIn } from '../kept-results.ts';
import { shown } from '../output-file.ts';

/** `outgrow limits <n>` */
const add: AddCommand = (program) => {
  program
    .command('limits')
    .description("write a stage's limits, from the newest full results, into its README, each with its chart")
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
      // Loaded where it is needed: what draws charts takes half a second.
      const { whereItBreaks, withSection } = await import('@outgrow/report/where-it-breaks');
      const { section, pictures } = whereItBreaks(full);
      const readme = join(folder, 'README.md');
      await writeFile(readme, withSection(await readFile(readme, 'utf8'), section));
      for (const { path, svg } of pictures) {
        const file = join(folder, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, svg);
        console.log(`the chart  ${shown(file)}`);
      }
      console.log(`the table  ${shown(readme)}, with ${full.length} limits`);
    });
};

const isFullOf =
  (number: number) =>
  ({ stage, profile, conclusion }: ExperimentResult): boolean =>
    stage.number === number && profile === 'full' && conclusion !== undefined;

export default add;
