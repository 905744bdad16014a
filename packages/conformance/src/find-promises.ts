import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Promised } from './promised.ts';

/** Every promise there is: the files of `promises/`, in the order in which they are to be tested. */
export async function findPromises(folder = join(import.meta.dirname, 'promises')): Promise<Promised[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const found = await Promise.all(
    files.map(async (name) => {
      const { default: promised } = (await import(pathToFileURL(join(folder, name)).href)) as { default?: Promised };
      if (!promised?.title) throw new Error(`${name} must export a promise as its default`);
      return promised;
    }),
  );
  return found.sort((one, other) => place(one) - place(other));
}

const place = (promised: Promised): number =>
  'when' in promised && promised.when ? PLACES.indexOf(promised.when) : PLACES.indexOf('all is well');

const PLACES = ['all is well', 'systems fail', 'all is over'];
