import { CannotRun } from '@outgrow/harness/cannot-run';
import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { experimentsNamed, type FoundExperiment, findExperiments, profileNamed } from '@outgrow/harness/experiments';
import { findK6 } from '@outgrow/harness/k6';
import { assertResultsGoTo, ownResultsFolder, writeResult } from '@outgrow/harness/results';
import { runExperiment } from '@outgrow/harness/run-experiment';
import { findStages, loadStage, type StageFolder, stageFolder } from '@outgrow/harness/stages';
import { experimentText } from '@outgrow/report/experiment-table';
import { type AddCommand, Exit, seedText, stageNumber } from '../command.ts';
import { newSeed } from '../market-options.ts';
import { shown } from '../output-file.ts';
import { progress } from '../progress.ts';
import { sayWhereServersRun } from '../where-servers-run.ts';

interface Options {
  stage?: number;
  profile: string;
  seed?: string;
  results: string;
}

/** `outgrow bench <id>…` */
const add: AddCommand = (program, { signal }) => {
  program
    .command('bench')
    .description('run experiments: each measures one limit and ends with a figure and its verdict')
    .argument('[id...]', 'experiments by id or name, or `list` to see them', [])
    .option('--stage <number>', 'on this stage; without an id, all experiments of the stage', stageNumber)
    .option('--profile <name>', 'quick: a first look of some 20 s of load each; full: three repetitions of all points', 'quick')
    .option('--seed <text>', 'repeats an earlier run (a new one otherwise)', seedText)
    .option('--results <folder>', 'where the result files go', ownResultsFolder())
    .action(async (ids: string[], { stage, profile: profileName, seed = newSeed(), results }: Options) => {
      if (ids.includes('list')) return list();
      if (ids.length === 0 && stage === undefined)
        throw new CannotRun('name an experiment, or --stage 1 for all of a stage; they are: npm run outgrow -- bench list', 2);
      const profile = await profileNamed(profileName);
      const runs = await runsOf(ids, stage);
      const k6 = findK6();
      await assertResultsGoTo(results);
      const say = progress();
      say(`seed ${seed}: the same markets and the same load with --seed ${seed}`);
      await sayWhereServersRun(say);
      let isSound = true;
      for (const { experiment, folder } of runs) {
        const { result, cause } = await runExperiment(experiment, await loadStage(folder), {
          k6,
          profile,
          seed,
          progress: say,
          signal,
        });
        say.done();
        // Before it is written: where it cannot be, the figure is not lost.
        console.log(`\n${experimentText(result)}`);
        console.log(`the data  ${shown(await writeResult(result, results))}\nthe seed  ${seed}`);
        if (signal.aborted) throw cause;
        // One that failed does not keep the others from being run.
        if (cause !== undefined)
          console.error(`\n*** ${experiment.id} FAILED: ${cause instanceof Error ? cause.message : cause}`);
        isSound &&= cause === undefined && isSoundResult(result);
      }
      console.log('\nnext      npm run outgrow -- report    one page of all results');
      if (!isSound) throw new Exit(1);
    });
};

/** That a claim does not hold is a finding. An anomaly is not, nor is a run of which nothing counts. */
const isSoundResult = ({ trials }: ExperimentResult): boolean =>
  trials.every(({ anomalies }) => anomalies === 0) && trials.some(({ invalid }) => invalid === undefined);

/** Each experiment on each of its stages that is here, or on the one that was named. */
async function runsOf(
  ids: readonly string[],
  stage: number | undefined,
): Promise<{ experiment: FoundExperiment; folder: StageFolder }[]> {
  const only = stage === undefined ? undefined : stageFolder(stage);
  const wanted = ids.length > 0 ? await experimentsNamed(ids) : await findExperiments();
  const runs = wanted.flatMap((experiment) =>
    (only ? [only] : findStages())
      .filter(({ number }) => experiment.stages.includes(number))
      .map((folder) => ({ experiment, folder })),
  );
  const missed = wanted.find((experiment) => !runs.some((run) => run.experiment === experiment));
  if (runs.length > 0 && (ids.length === 0 || !missed)) return runs;
  if (!missed) throw new CannotRun(`there is no experiment of stage ${stage}`, 2);
  throw new CannotRun(
    `experiment ${missed.id} runs on stage ${missed.stages.join(', ')}, not on ${stage ?? 'any that is here'}`,
    2,
  );
}

async function list(): Promise<void> {
  for (const { id, name, stages, question } of await findExperiments()) {
    console.log(`${`${id} ${name}`.padEnd(26)} stage ${stages.join(', ').padEnd(8)} ${question}`);
  }
}

export default add;
