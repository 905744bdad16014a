import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from './missing.mjs';
import { onPath } from './on-path.mjs';
import { root } from './places.mjs';

const HOW_TO_GET = {
  git: 'install it with your system’s package manager, as in `apt install git`',
  npm: 'it comes with Node: install Node from nodejs.org, or `apt install npm`',
};

/** What no set-up can bring along. Cheap enough to be asked each time. */
export function assertMachine() {
  if (process.platform === 'win32') throw new Missing('Windows has no embedded Postgres here: run this inside WSL');
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = Number(/\d+/.exec(engines.node)?.[0]);
  const [major] = process.versions.node.split('.');
  if (Number(major) < needed) {
    throw new Missing(`Node ${needed} or later is needed and this is ${process.version}: install it from nodejs.org`);
  }
  needOnPath('git');
}

/** @param {keyof typeof HOW_TO_GET} name */
export function needOnPath(name) {
  const file = onPath(name);
  if (file === undefined) throw new Missing(`${name} is not on PATH: ${HOW_TO_GET[name]}`);
  return file;
}
