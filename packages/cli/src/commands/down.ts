import { type RunningState, readState, runningStates } from '@outgrow/harness/running-state';
import { stageNumbered } from '@outgrow/harness/stages';
import { stopRunning } from '@outgrow/harness/stop-running';
import { type AddCommand, stageNumber } from '../command.ts';
import { progress } from '../progress.ts';

/** `outgrow down [n]` */
const add: AddCommand = (program) => {
  program
    .command('down')
    .description('stop a stage that is up, or all of them; fine when none is')
    .argument('[stage]', 'the number of the stage', stageNumber)
    .action(async (number: number | undefined) => {
      if (number !== undefined) await stageNumbered(number);
      const states = number === undefined ? runningStates() : [readState(number)].filter((state) => state !== undefined);
      if (states.length === 0) console.log(number === undefined ? 'no stage is up' : `stage ${number} is not up`);
      for (const state of states) await stop(state);
    });
};

async function stop(state: RunningState): Promise<void> {
  const say = progress();
  say(`stage ${state.stage}: stopping (process ${state.process.pid})`);
  await stopRunning(state);
  say.done();
  console.log(`stage ${state.stage} is down`);
}

export default add;
