import { readyState, writeState } from '@outgrow/harness/running-state';
import { seed } from '@outgrow/harness/seed';
import { stageNumbered } from '@outgrow/harness/stages';
import type { AddCommand } from '../command.ts';
import { stageNumber } from '../command.ts';
import { type MarketOptions, marketSize, withMarketOptions } from '../market-options.ts';
import { progress } from '../progress.ts';

/** `outgrow seed <n>` */
const add: AddCommand = (program, { signal }) => {
  const command = program
    .command('seed')
    .description('load a market into a running stage that was started with --empty')
    .argument('<stage>', 'the number of the stage', stageNumber);
  withMarketOptions(command).action(async (number: number, options: MarketOptions) => {
    const stage = await stageNumbered(number);
    const { ready, ...state } = readyState(number);
    const say = progress();
    const market = marketSize(options);
    const records = await seed(stage, ready.urls, market, { progress: say, signal });
    writeState({ ...state, ready, market });
    say.done();
    console.log(`seeded ${records.toLocaleString('en')} records (seed ${market.seed}); next: npm run outgrow -- check ${number}`);
  });
};

export default add;
