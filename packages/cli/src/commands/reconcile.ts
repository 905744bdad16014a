import { foundIn, type Reconciled, reconcile } from '@outgrow/harness/reconcile';
import { readyState } from '@outgrow/harness/running-state';
import { withShop } from '@outgrow/harness/seed';
import { stageNumbered } from '@outgrow/harness/stages';
import { type AddCommand, Exit, stageNumber } from '../command.ts';
import { progress } from '../progress.ts';

/** `outgrow reconcile <n>` */
const add: AddCommand = (program, { signal }) => {
  program
    .command('reconcile')
    .description('hold every copy of a running stage against its database, say which system is wrong, and put it right')
    .argument('<stage>', 'the number of the stage', stageNumber)
    .option('--dry-run', 'only say what is wrong; exit code 1 where something is')
    .action(async (number: number, { dryRun = false }: { dryRun?: boolean }) => {
      const stage = await stageNumbered(number);
      const { ready } = readyState(number);
      const say = progress();
      say('comparing');
      const options = { repair: !dryRun, lookAgainAfterMs: LOOK_AGAIN_AFTER_MS, progress: say, signal };
      const results = await withShop(stage, ready.urls, (shop) => reconcile(shop, options));
      say.done();
      if (results.length === 0) {
        console.log(`stage ${number} keeps its records in one system: there is nothing to reconcile`);
        return;
      }
      for (const result of results) for (const line of textOf(result)) console.log(line);
      const isRight = results.every((result) => result.away === undefined && foundIn(result) === (result.repaired ?? 0));
      if (!isRight) throw new Exit(1);
    });
};

export default add;

function textOf(result: Reconciled): string[] {
  const { system, compared, found, repaired, first, left, away } = result;
  if (away !== undefined) return [`${system} does not answer, so nobody can say (${away}); start it, and run this again`];
  const count = foundIn(result);
  if (count === 0) return [`${system}: ${compared.toLocaleString('en')} compared, all as stored`];
  const kinds = Object.entries(found).filter(([, times]) => times > 0);
  const how = kinds.map(([name, times]) => `${times.toLocaleString('en')} ${name}`).join(', ');
  const mended = repaired === undefined ? '' : `; ${repaired.toLocaleString('en')} put right`;
  const more = count - first.length;
  return [
    `${system} was wrong: ${how} of ${compared.toLocaleString('en')} compared${mended}`,
    ...first.map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
    ...left.map((line) => `  still: ${line}; run this again`),
  ];
}

/** Longer than an index takes to show what it was told, and a warehouse to its next load. */
const LOOK_AGAIN_AFTER_MS = 2_500;
