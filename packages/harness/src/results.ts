import { access, constants, link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotRun } from './cannot-run.ts';
import type { ExperimentResult } from './experiment-result.ts';
import type { Machine } from './machine.ts';
import { keptResultsFolder, stateFolder } from './places.ts';
import type { TourResult } from './tour-result.ts';

/** Where results go that nobody asked to be kept. */
export const ownResultsFolder = (): string => join(stateFolder(), 'results');

/** Writes a result into `<folder>/<date>-<machine>/`. Never over another one. Returns the file. */
export async function writeResult(result: ExperimentResult | TourResult, into = ownResultsFolder()): Promise<string> {
  const folder = join(into, `${result.startedAt.slice(0, 10)}-${machineName(result.machine)}`);
  const name = nameOf(result);
  try {
    await mkdir(folder, { recursive: true });
    return await writeNew(folder, name, `${JSON.stringify(result)}\n`);
  } catch (error) {
    throw new CannotRun(`the result of ${name} cannot be written to ${folder}: ${whyNotWritten(error)}`);
  }
}

/** Every result file under these folders, oldest day first. */
export async function resultFiles(folders: readonly string[] = [keptResultsFolder, ownResultsFolder()]): Promise<string[]> {
  const found = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])),
  );
  return found
    .flat()
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function writeNew(folder: string, name: string, text: string): Promise<string> {
  const whole = join(folder, `.${name}.${process.pid}`);
  try {
    await writeFile(whole, text);
    for (let attempt = 1; ; attempt += 1) {
      const file = join(folder, `${name}${attempt === 1 ? '' : `-${attempt}`}.json`);
      try {
        // A link is made whole or not at all, and never over another's.
        await link(whole, file);
        return file;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || attempt === MOST_OF_A_DAY) throw error;
      }
    }
  } finally {
    await rm(whole, { force: true });
  }
}

/** Asked before long work: after it, a folder that cannot be written would be late news. */
export async function assertResultsGoTo(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new CannotRun(`results cannot be written to ${folder}: ${whyNotWritten(error)}`, 2);
  }
}

const nameOf = (result: ExperimentResult | TourResult): string =>
  result.kind === 'tour'
    ? 'tour'
    : [
        `${result.experiment.id}-${result.experiment.name}`,
        `stage-${result.stage.number}`,
        ...(result.profile === 'full' ? [] : [result.profile]),
        ...(result.interrupted === undefined ? [] : ['partial']),
      ].join('-');

/** `2-core-amd-epyc`: enough to tell machines apart, and nobody's host name. */
const machineName = ({ cores, cpu }: Machine): string =>
  `${cores}-core-${
    cpu
      .toLowerCase()
      .replace(/\(.*?\)|processor|\bcpu\b.*|@.*/g, ' ')
      .match(/[a-z0-9]+/g)
      ?.slice(0, 2)
      .join('-') ?? 'machine'
  }`;

/** In words that say what to do. */
export function whyNotWritten(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full; make room there, or name another folder with --results';
    case 'EACCES':
    case 'EROFS':
      return 'it is not writable; name another folder with --results';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const MOST_OF_A_DAY = 1_000;
