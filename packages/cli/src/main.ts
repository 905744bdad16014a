import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { type AddCommand, Exit } from './command.ts';
import { interruption } from './interruption.ts';
import { reportFailure } from './report-failure.ts';

// The `outgrow` command. Each file in commands/ adds one; there is no list.
const signal = interruption();
const program = new Command('outgrow')
  .description('Five data architectures, one shop, the limits of each measured on real servers.')
  .exitOverride()
  .configureOutput({
    outputError: (text, write) =>
      write(
        `outgrow: ${text
          .replace(/^error: /, '')
          .trim()
          .replace(/\.$/, '')}; see npm run outgrow -- --help\n`,
      ),
  })
  .helpCommand(false)
  .configureHelp({ showGlobalOptions: false });

const folder = join(import.meta.dirname, 'commands');
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()) {
  const { default: add } = (await import(join(folder, file))) as { default: AddCommand };
  add(program, { signal });
}

try {
  await program.parseAsync();
  process.exitCode ??= 0;
} catch (error) {
  // A signal that also hit a child we were waiting for has not been handed to us yet: only then is it told from a failure.
  await setImmediate();
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Exit) process.exitCode = error.code;
  else process.exitCode = reportFailure(error, signal);
}
// Left open by a failed start, a connection must not keep the process.
process.exit();
