import { setImmediate } from 'node:timers/promises';
import { isMissingTool } from '@outgrow/harness/cannot-run';
import { COUNT_COLUMNS, unseenText } from '@outgrow/harness/platform/count-columns';
import { countPlatform, type PlatformCount } from '@outgrow/harness/platform/platform-count';
import { ONE_INSTANCE, startStage } from '@outgrow/harness/running';
import { findStages, loadStage, type StageFolder, stageFolder } from '@outgrow/harness/stages';
import { textTable } from '@outgrow/report/text-table';
import { type AddCommand, type Context, Exit, stageNumber } from '../command.ts';
import { progress } from '../progress.ts';

/** A stage with its count, or why there is none. */
type Counted = { stage: { number: number; name: string } } & (
  | { count: PlatformCount }
  | { skipped: string }
  | { failed: string }
);

/** `outgrow count [stage…]` */
const add: AddCommand = (program, context) => {
  program
    .command('count')
    .description('what each stage consists of: start it, count its processes, ports, settings, libraries and lines, stop it')
    .argument(
      '[stage...]',
      'the numbers of stages; without them every one there is',
      (text, before: number[]) => [...before, stageNumber(text)],
      [],
    )
    .option('--json', 'as JSON, with all that was counted by name')
    .action(async (numbers: number[], { json = false }: { json?: boolean }) => {
      const folders = numbers.length === 0 ? findStages() : [...new Set(numbers)].map((number) => stageFolder(number));
      const say = progress();
      const all: Counted[] = [];
      for (const folder of folders) all.push(await counted(folder, say, context));
      say.done();
      console.log(json ? JSON.stringify(all, null, 2) : text(all));
      if (!json) console.log('\nnext  npm run outgrow -- bench 2.2    the same, with a load before it, kept as a result');
      if (all.some((one) => 'failed' in one) || !all.some((one) => 'count' in one)) throw new Exit(1);
    });
};

async function counted(folder: StageFolder, tell: (message: string) => void, { signal }: Context): Promise<Counted> {
  const stage = { number: folder.number, name: folder.name };
  const say = (message: string): void => tell(`stage ${stage.number}: ${message}`);
  try {
    await using running = await startStage(await loadStage(folder), ONE_INSTANCE, { progress: say, signal });
    say('settling and counting');
    return { stage, count: await countPlatform(running) };
  } catch (error) {
    // A Ctrl-C that also hit a child we were waiting for is handed to us only now.
    await setImmediate();
    signal.throwIfAborted();
    if (isMissingTool(error)) return { stage, skipped: error.message };
    return { stage, failed: error instanceof Error ? error.message : String(error) };
  }
}

function text(all: readonly Counted[]): string {
  const head = ['stage', ...COUNT_COLUMNS.map((column) => column.head)];
  return [textTable(head, all.map(row), (at) => at > 0), ...all.map(details), sharedText(all)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A stage that was not counted has a reason in place of its figures. */
function row(one: Counted): string[] {
  if ('skipped' in one) return [nameOf(one), `SKIPPED: ${one.skipped}`];
  if ('failed' in one) return [nameOf(one), `FAILED: ${one.failed.split('\n')[0]}`];
  return [nameOf(one), ...COUNT_COLUMNS.map(({ of }) => figure(of(one.count)))];
}

function details(one: Counted): string {
  if ('skipped' in one) return '';
  if ('failed' in one) return `${nameOf(one)} failed: ${one.failed}`;
  const { platforms, processes, settings, libraries } = one.count;
  const list = (label: string, names: readonly string[]) => `  ${label.padEnd(10)} ${names.join(', ') || 'none'}`;
  const note = unseenText(one.count);
  return [
    nameOf(one),
    list('platforms', platforms),
    list(
      'processes',
      processes.map(
        ({ name, kind, osProcesses }) => `${name} (${kind}${osProcesses === undefined ? '' : `, ${osProcesses} of the OS`})`,
      ),
    ),
    list(
      'ports',
      processes.flatMap(({ name, ports }) => ports.map((port) => `${name} ${port}`)),
    ),
    list('must set', settings.addresses),
    list('may set', settings.others),
    list('libraries', libraries),
    ...(note === '' ? [] : [`  (${note})`]),
  ].join('\n');
}

function sharedText(all: readonly Counted[]): string {
  const shared = all.flatMap((one) => ('count' in one ? one.count.lines.shared : []))[0];
  return shared === undefined
    ? ''
    : `Beside these the shop itself, its rules and its HTTP, which every stage shares: ${figure(shared)} lines.`;
}

const nameOf = ({ stage }: Counted): string => `${stage.number} ${stage.name}`;

/** Tenths only where they say something. */
const figure = (value: number): string =>
  Number.isNaN(value) ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });

export default add;
