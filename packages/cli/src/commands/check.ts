import { CannotRun } from '@outgrow/harness/cannot-run';
import { breachesText, check, checkedLines } from '@outgrow/harness/check';
import { readyState } from '@outgrow/harness/running-state';
import { withShop } from '@outgrow/harness/seed';
import { settle } from '@outgrow/harness/settle';
import { stageNumbered } from '@outgrow/harness/stages';
import { type AddCommand, Exit, stageNumber } from '../command.ts';
import { progress } from '../progress.ts';

/** `outgrow check <n>` */
const add: AddCommand = (program, { signal }) => {
  program
    .command('check')
    .description('hold every record of a running stage against the invariants; exit code 1 on a breach')
    .argument('<stage>', 'the number of the stage', stageNumber)
    .action(async (number: number) => {
      const stage = await stageNumbered(number);
      const { ready } = readyState(number);
      const say = progress();
      say('settling');
      await settle(ready.appUrls, ready.operatorKey);
      say('checking');
      const checked = await withShop(stage, ready.urls, (shop) => check(shop, { progress: say, signal }));
      say.done();
      if (checked.records === 0)
        throw new CannotRun(`stage ${number} holds no records to check; seed it first: npm run outgrow -- seed ${number}`);
      for (const line of checkedLines(checked)) console.log(line);
      if (checked.breachCount === 0) return;
      console.error(`outgrow: ${breachesText(checked)} of stage ${number}`);
      throw new Exit(1);
    });
};

export default add;
