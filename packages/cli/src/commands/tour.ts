import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DURABILITIES } from '@outgrow/harness/durabilities';
import { findK6 } from '@outgrow/harness/k6';
import { DEFAULT_MARKET } from '@outgrow/harness/market';
import { root } from '@outgrow/harness/places';
import { writeResult } from '@outgrow/harness/results';
import { findStages, stageFolder } from '@outgrow/harness/stages';
import { isSound, tour } from '@outgrow/harness/tour';
import type { TourStop } from '@outgrow/harness/tour-result';
import { tourTable } from '@outgrow/report/tour-table';
import type { Durability } from '@outgrow/services/stage';
import { Option } from 'commander';
import { type AddCommand, Exit, seedText, stageNumber, whole } from '../command.ts';
import { newSeed } from '../market-options.ts';
import { assertWritable, shown } from '../output-file.ts';
import { progress } from '../progress.ts';
import { sayWhereServersRun } from '../where-servers-run.ts';

interface Options {
  seconds: number;
  rate: number;
  seed?: string;
  report: string;
  stage?: number;
  durability: Durability | 'all';
}

/** `outgrow tour`, which is also `npm start` */
const add: AddCommand = (program, { signal }) => {
  program
    .command('tour')
    .description('every stage there is: start it, seed it, load it, check it; a table and a page of what came out')
    .option('--seconds <count>', 'how long each stage is loaded', whole(1, 3_600), 20)
    .option('--rate <count>', 'sessions that begin per second, each of a few requests', whole(1, 10_000), DEFAULT_RATE)
    .option('--seed <text>', 'repeats an earlier tour (a new one otherwise)', seedText)
    .option('--stage <number>', 'only this one', stageNumber)
    .addOption(
      new Option(
        '--durability <word>',
        'where a write is once it is acknowledged: on disk (fsync), in the log of the operating system (log), in memory; or each in turn',
      )
        .choices([...DURABILITIES, 'all'])
        .default('fsync'),
    )
    .option('--report <file>', 'where the page goes', resolve(root, 'report.html'))
    .action(async ({ seconds, rate, seed = newSeed(), report, stage, durability }: Options) => {
      await assertWritable(report, '--report');
      const stages = stage === undefined ? findStages() : [stageFolder(stage)];
      const say = progress();
      say(`seed ${seed}: the same market and the same load with --seed ${seed}`);
      await sayWhereServersRun(say);
      const market = { ...DEFAULT_MARKET, seed };
      const load = { workload: 'mixed', ratePerSecond: rate, warmUpSeconds: WARM_UP_SECONDS, seconds, durability };
      const result = await tour(stages, { k6: findK6(), market, ...load, progress: say, signal }, (stop) => {
        say.done();
        warn(stop);
      });
      const file = await writeResult(result);
      console.log(tourTable(result));
      // A tour that measured nothing does not take the place of the page of one that did.
      const measured = result.stops.some((stop) => 'measured' in stop);
      console.log(`\nthe data  ${shown(file)}\nthe seed  ${seed}`);
      if (measured) {
        // Loaded where it is needed: what draws charts takes half a second.
        const { page } = await import('@outgrow/report/page');
        await writeFile(report, page({ tours: [result], experiments: [] }));
        console.log(`the page  ${shown(report)}`);
      }
      if (!isSound(result)) throw new Exit(1);
      console.log('next      npm run outgrow -- up 1    a stage of your own, with what to send it');
    });
};

/** Comfortable for two cores that run the stage, its servers and k6 at once. */
const DEFAULT_RATE = 40;
const WARM_UP_SECONDS = 3;

function warn(stop: TourStop): void {
  const { stage, durability = 'fsync' } = stop;
  const name = `stage ${stage.number} (${stage.name}${durability === 'fsync' ? '' : `, ${durability}`})`;
  if ('skipped' in stop) console.error(`\n*** ${name} IS SKIPPED: ${stop.skipped}\n`);
  else if ('failed' in stop) console.error(`\n*** ${name} FAILED: ${stop.failed}\n`);
  else {
    const { anomalies, invalid, verdicts } = stop.measured;
    if (invalid) console.error(`\n*** ${name}: THE FIGURES COUNT FOR NOTHING: ${invalid}`);
    if (anomalies === 0) return;
    console.error(`\n*** ${name}: ${anomalies} ANOMALIES`);
    for (const line of verdicts
      .filter(({ promised }) => promised)
      .flatMap(({ first }) => first)
      .slice(0, SHOWN))
      console.error(`    ${line}`);
  }
}

const SHOWN = 10;

export default add;
