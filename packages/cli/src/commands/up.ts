import { CannotRun } from '@outgrow/harness/cannot-run';
import type { MarketSize } from '@outgrow/harness/market';
import { startStage } from '@outgrow/harness/running';
import { claim, release, writeState } from '@outgrow/harness/running-state';
import { seed } from '@outgrow/harness/seed';
import { stageNumbered } from '@outgrow/harness/stages';
import type { Stage } from '@outgrow/services/stage';
import { type AddCommand, type Context, stageNumber, whole } from '../command.ts';
import { detached } from '../detached.ts';
import { interrupted } from '../interruption.ts';
import { type MarketOptions, marketSize, withMarketOptions } from '../market-options.ts';
import { progress } from '../progress.ts';
import { readyLines } from '../ready-lines.ts';

interface Options extends MarketOptions {
  instances: number;
  port?: number;
  with: string[];
  set: Record<string, string>;
  empty?: boolean;
  detach?: boolean;
}

const listed = (text: string): string[] => text.split(',').filter((name) => name !== '');

function setting(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new CannotRun(`--set takes NAME=value, as in --set POOL=16; "${text}" is none`, 2);
  return { ...before, [name]: value };
}

/** Enough to look around in, and there in a second. */
const SMALL = { merchants: 20, products: 20, customers: 100, orders: 500 };

/** `outgrow up <n>` */
const add: AddCommand = (program, context) => {
  const command = program
    .command('up')
    .description('start a stage with a small market in it, and keep it up until Ctrl-C')
    .argument('<stage>', 'the number of the stage', stageNumber)
    .option('--instances <count>', 'app processes', whole(1, 16), 1)
    .option('--port <number>', 'the port of the first app; the next ones follow it (free ones otherwise)', whole(1, 65_535))
    .option('--with <servers>', 'optional servers of the stage, with commas between: replica', listed, [])
    .option('--set <name=value>', 'a setting of the apps, such as POOL=16; may be given again', setting, {})
    .option('--empty', 'without a market; `seed` brings one later')
    .option('--detach', 'in the background, until `down`');
  withMarketOptions(command, SMALL).action(async (number: number, options: Options) => {
    const stage = await stageNumbered(number);
    if (options.detach) console.log(readyLines(stage, await detached(number, process.argv.slice(2), context.signal)));
    else await keepUp(stage, options, context);
  });
};

async function keepUp(stage: Stage, options: Options, { signal }: Context): Promise<void> {
  const state = claim(stage.number);
  const say = progress();
  try {
    const { instances, port, with: servers, set: settings } = options;
    const start = { progress: say, signal, ...(port === undefined ? {} : { firstPort: port }) };
    await using running = await startStage(stage, { instances, servers, settings }, start);
    const { appUrls, urls, operatorKey } = running;
    let market: MarketSize | undefined;
    if (!options.empty) {
      market = marketSize(options);
      await seed(stage, urls, market, { progress: say, signal });
    }
    const up = { ...state, ready: { appUrls, urls, operatorKey }, ...(market && { market }) };
    writeState(up);
    say.done();
    console.log(readyLines(stage, up, 'Ctrl-C'));
    await interrupted(signal);
    say(`stage ${stage.number}: stopping`);
  } finally {
    say.done();
    release(stage.number);
  }
  console.error(`stage ${stage.number} is down`);
}

export default add;
