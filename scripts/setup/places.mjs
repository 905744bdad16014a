import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Missing } from './missing.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** What is fetched beside node_modules: the package manager and the tools that are no npm packages. */
export const fetched = join(root, '.tools');
/** What set-up found out, and what runs leave for one another. */
export const state = join(root, '.outgrow');
/** Node 24: it runs TypeScript as it stands, and the machine's own may be older. */
export const node24 = join(root, 'node_modules/node/bin/node');
/** What is started from here on finds that Node by its name too. */
export const pathToNode24 = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);

/** Set-up writes here, and npm keeps its cache in the home folder: said plainly where either cannot be written. */
export function assertWritable() {
  const cache = process.env.npm_config_cache ?? join(homedir(), '.npm');
  const places = [
    { folder: root, remedy: 'clone the project into a folder of yours, or own this one' },
    { folder: cache, remedy: 'own it, or set npm_config_cache to a folder of yours' },
  ];
  for (const { folder, remedy } of places) {
    if (!canWrite(folder)) throw new Missing(`${folder} cannot be written: ${remedy}`);
  }
  for (const folder of [fetched, state]) mkdirSync(folder, { recursive: true });
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
