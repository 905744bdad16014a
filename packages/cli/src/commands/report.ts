import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CannotRun } from '@outgrow/harness/cannot-run';
import { root } from '@outgrow/harness/places';
import type { AddCommand } from '../command.ts';
import { newestOfEach, newestTour, resultsIn } from '../kept-results.ts';
import { assertWritable, shown } from '../output-file.ts';

/** `outgrow report` */
const add: AddCommand = (program) => {
  program
    .command('report')
    .description('one page of the results: of each experiment on each stage the newest, a full run before a quick one')
    .argument('[file...]', 'result files; without them those of this machine and those the project keeps', [])
    .option('--report <file>', 'where the page goes', resolve(root, 'report.html'))
    .action(async (files: string[], { report }: { report: string }) => {
      await assertWritable(report, '--report');
      const results = await resultsIn(files);
      const tours = newestTour(results.filter((result) => result.kind === 'tour'));
      const experiments = newestOfEach(results.filter((result) => result.kind === 'experiment'));
      if (tours.length + experiments.length === 0)
        throw new CannotRun('there are no results yet; make some: npm start, or npm run outgrow -- bench --stage 1');
      // Loaded where it is needed: what draws charts takes half a second.
      const { page } = await import('@outgrow/report/page');
      await writeFile(report, page({ tours, experiments }));
      console.log(`${tours.length} tour, ${experiments.length} experiments\nthe page  ${shown(report)}`);
    });
};

export default add;
