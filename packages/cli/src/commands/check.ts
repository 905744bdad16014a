import { CannotRun } from '@outgrow/harness/cannot-run';
import { breachText, check } from '@outgrow/harness/check';
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
      const { records, breaches, breachCount } = await withShop(stage, ready.urls, (shop) =>
        check(shop, { progress: say, signal }),
      );
      say.done();
      if (records === 0)
        throw new CannotRun(`stage ${number} holds no records to check; seed it first: npm run outgrow -- seed ${number}`);
      if (breachCount === 0) {
        console.log(`${records.toLocaleString('en')} records: every invariant holds`);
        return;
      }
      for (const breach of breaches) console.log(breachText(breach));
      const more = breachCount - breaches.length;
      if (more > 0) console.log(`and ${more.toLocaleString('en')} more`);
      console.error(
        `outgrow: ${breachCount.toLocaleString('en')} breaches in ${records.toLocaleString('en')} records of stage ${number}`,
      );
      throw new Exit(1);
    });
};

export default add;
