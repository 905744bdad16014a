import { answerOf, onPath } from './on-path.mjs';
import { isOlder, versionIn } from './version.mjs';

/**
 * A tool the machine has, if it is not too old.
 * @param {string} name
 * @param {readonly string[]} versionArgs
 * @param {string} atLeast
 * @returns {import('./tools.mjs').Way}
 */
export function fromPath(name, versionArgs, atLeast) {
  return async () => {
    const file = onPath(name);
    if (file === undefined) return { missing: `no ${name} on PATH` };
    const version = versionIn(answerOf([file, ...versionArgs]));
    if (version === undefined) return { missing: `${file} does not say its version` };
    if (isOlder(version, atLeast)) return { missing: `${file} is ${version}, older than ${atLeast}` };
    return { command: [file], version, from: 'path' };
  };
}
