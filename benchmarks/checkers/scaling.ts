import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProcess } from '@outgrow/services/process-table';
import { remember } from '@outgrow/services/reaper';
import { optionsOrUsage } from '../options-or-usage.ts';
import type { Measured } from './check-files.ts';
import { type Planted, writeHistory } from './write-history.ts';

const USAGE = `How the checkers scale: made-up histories with their records, read and held against all rules in a process of their own.
Nothing else should run on the machine. A history of a million operations takes half a minute to make and 1 GB of the temporary folder.

  npm run bench:checkers -- [--operations 10000,100000,1000000] [--seed checkers]

An operation is a read or a command. Into each history one lost order and one stale read are planted, which must be found, and
nothing else. Exits with 1 where that is not so.`;

const values = optionsOrUsage(USAGE, { operations: '10000,100000,1000000', seed: 'checkers' });
const sizes = values.operations.split(',').map(Number);
if (!sizes.every((size) => Number.isInteger(size) && size >= 1_000)) {
  console.error(`--operations takes whole numbers of 1000 or more\n\n${USAGE}`);
  process.exit(2);
}

const COLUMNS = [
  'operations',
  'commands',
  'records',
  'seconds',
  'history',
  'records',
  'µs/op',
  'peak rss',
  'peak heap',
  'kept',
  'B/cmd',
  'found',
];
const row = (cells: readonly (string | number)[]) => console.log(cells.map((cell) => String(cell).padStart(10)).join(' '));
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;

console.log(`seed ${values.seed}`);
row(COLUMNS);
for (const operations of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'outgrow-checkers-'));
  const forget = remember({ folder });
  try {
    console.error(`… making a history of ${operations.toLocaleString('en')} operations`);
    const planted = await writeHistory(folder, { operations, seed: values.seed });
    const args = ['--expose-gc', join(import.meta.dirname, 'check-files.ts'), folder, planted.since];
    const checking = promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
    const known = findProcess(checking.child.pid ?? 0);
    const forgetProcess = known ? remember({ process: known }) : () => {};
    const { stdout } = await checking.finally(forgetProcess);
    show(operations, planted, JSON.parse(stdout));
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}
console.log(`
seconds: reading the journal and all rules over it, then reading the records and all rules over them. kept: the heap that is
left of the history before the first record; B/cmd: that for each command.`);

function show(operations: number, { commands }: Planted, measured: Measured): void {
  const { historySeconds, recordSeconds, records, peakRss, peakHeap, kept, violations, unreadable } = measured;
  const seconds = historySeconds + recordSeconds;
  const found = Object.values(violations).reduce((sum, count) => sum + count, 0);
  row([
    operations,
    commands,
    records,
    seconds.toFixed(2),
    historySeconds.toFixed(2),
    recordSeconds.toFixed(2),
    ((seconds * 1e6) / operations).toFixed(2),
    megabytes(peakRss),
    megabytes(peakHeap),
    megabytes(kept),
    Math.round(kept / commands),
    found,
  ]);
  const right = found === 2 && violations['lost writes'] === 1 && violations['stale reads'] === 1 && unreadable === 0;
  if (right) return;
  console.error(
    `one lost write and one stale read were planted, but found were ${JSON.stringify(violations)}, unreadable ${unreadable}`,
  );
  process.exitCode = 1;
}
