import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './places.mjs';

/** The machine's own PATH: npm puts node_modules/.bin before it, whose Node is gone while the dependencies are exchanged. */
export const machinePath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '' && !folder.startsWith(join(root, 'node_modules')))
  .join(delimiter);

/**
 * The file a command's name stands for, if the machine has it.
 * @param {string} name
 */
export function onPath(name) {
  return machinePath
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * What a short command answers, or nothing where it fails or takes longer than it may.
 * @param {readonly string[]} command
 * @param {number} timeoutMs
 */
export function answerOf([file = '', ...args], timeoutMs = 10_000) {
  const { status, stdout } = spawnSync(file, args, {
    env: { ...process.env, PATH: machinePath },
    encoding: 'utf8',
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}
