import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { CannotRun } from '@outgrow/harness/cannot-run';
import { findK6 } from '@outgrow/harness/k6';
import { DEFAULT_MARKET } from '@outgrow/harness/market';
import { root } from '@outgrow/harness/places';
import { writeResult } from '@outgrow/harness/results';
import { findStages, stageFolder } from '@outgrow/harness/stages';
import { isSound, type Stop, tour } from '@outgrow/harness/tour';
import { tourPage } from '@outgrow/report/tour-report';
import { starvation, type TourResult } from '@outgrow/report/tour-result';
import { tourTable } from '@outgrow/report/tour-table';
import { type AddCommand, Exit, seedText, stageNumber, whole } from '../command.ts';
import { newSeed } from '../market-options.ts';
import { progress } from '../progress.ts';

interface Options {
  seconds: number;
  rate: number;
  seed?: string;
  report: string;
  stage?: number;
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
    .option('--report <file>', 'where the page goes', resolve(root, 'report.html'))
    .action(async ({ seconds, rate, seed = newSeed(), report, stage }: Options) => {
      await assertWritable(report);
      const stages = stage === undefined ? findStages() : [stageFolder(stage)];
      const say = progress();
      say(`seed ${seed}: the same market and the same load with --seed ${seed}`);
      const market = { ...DEFAULT_MARKET, seed };
      const load = { workload: 'mixed', ratePerSecond: rate, seconds };
      const found = await tour(stages, { k6: findK6(), market, ...load, progress: say, signal }, (stop) => {
        say.done();
        warn(stop);
      });
      const result: TourResult = found;
      const file = await writeResult('tour', result);
      console.log(tourTable(result));
      // A tour that measured nothing does not take the place of the page of one that did.
      const measured = found.stops.some((stop) => 'measured' in stop);
      console.log(`\nthe data  ${shown(file)}\nthe seed  ${seed}`);
      if (measured) {
        await writeFile(report, tourPage(result));
        console.log(`the page  ${shown(report)}`);
      }
      if (!isSound(found)) throw new Exit(1);
      console.log('next      npm run outgrow -- up 1    a stage of your own, with what to send it');
    });
};

/** Asked before the load: after it, a page that cannot be written would be late news. */
async function assertWritable(report: string): Promise<void> {
  try {
    const isThere = (await stat(report).catch(() => undefined)) ?? false;
    if (isThere && !isThere.isFile()) throw Object.assign(new Error(), { code: 'not a file' });
    await access(isThere ? report : dirname(report), constants.W_OK);
  } catch (error) {
    throw new CannotRun(`--report ${report} cannot be written (${(error as NodeJS.ErrnoException).code}); name another file`, 2);
  }
}

/** Comfortable for two cores that run the stage, its servers and k6 at once. */
const DEFAULT_RATE = 40;

function warn(stop: Stop): void {
  const name = `stage ${stop.stage.number} (${stop.stage.name})`;
  if ('skipped' in stop) console.error(`\n*** ${name} IS SKIPPED: ${stop.skipped}\n`);
  else if ('failed' in stop) console.error(`\n*** ${name} FAILED: ${stop.failed}\n`);
  else {
    const { anomalies } = stop.measured;
    const starved = starvation(stop.measured);
    if (starved) console.error(`mind: ${starved}`);
    if (anomalies.count === 0) return;
    console.error(`\n*** ${name}: ${anomalies.count} ANOMALIES`);
    for (const anomaly of anomalies.first.slice(0, SHOWN)) console.error(`    ${anomaly}`);
    if (anomalies.count > SHOWN) console.error(`    and ${anomalies.count - SHOWN} more, in the report\n`);
  }
}

const SHOWN = 10;

const shown = (file: string): string => (relative(process.cwd(), file).startsWith('..') ? file : relative(process.cwd(), file));

export default add;
