import { CannotRun } from '@outgrow/harness/cannot-run';
import { readyState } from '@outgrow/harness/running-state';
import { withShop } from '@outgrow/harness/seed';
import { stageNumbered } from '@outgrow/harness/stages';
import { type AddCommand, stageNumber } from '../command.ts';
import { progress } from '../progress.ts';

/** `outgrow rebuild <n> <system>` */
const add: AddCommand = (program) => {
  program
    .command('rebuild')
    .description('make a copy of a running stage anew from its database, as when it was lost')
    .argument('<stage>', 'the number of the stage', stageNumber)
    .argument('<system>', 'the system to make anew, as in: warehouse')
    .action(async (number: number, system: string) => {
      const stage = await stageNumbered(number);
      const { ready } = readyState(number);
      const say = progress();
      const startMs = performance.now();
      const records = await withShop(stage, ready.urls, ({ copies }) => {
        const copy = copies[system];
        const there = Object.keys(copies).join(', ') || 'none';
        if (!copy) throw new CannotRun(`stage ${number} keeps no copies in ${system}; there is ${there}`, 2);
        say(`making the ${system} anew`);
        return copy.rebuild();
      });
      say.done();
      const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
      console.log(`the ${system} holds ${records.toLocaleString('en')} records again, after ${seconds} s`);
    });
};

export default add;
