import { access, constants, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { CannotRun } from '@outgrow/harness/cannot-run';

/** Asked before long work: after it, a file that cannot be written would be late news. */
export async function assertWritable(file: string, option: string): Promise<void> {
  try {
    const isThere = (await stat(file).catch(() => undefined)) ?? false;
    if (isThere && !isThere.isFile()) throw Object.assign(new Error(), { code: 'not a file' });
    await access(isThere ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new CannotRun(`${option} ${file} cannot be written (${(error as NodeJS.ErrnoException).code}); name another file`, 2);
  }
}

/** A path as a person at this place would type it. */
export const shown = (file: string): string => {
  const here = relative(process.cwd(), file);
  return here.startsWith('..') ? file : here;
};
