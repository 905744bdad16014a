import { join } from 'node:path';
import { orOneLine } from './missing.mjs';
import { node24, pathToNode24, root } from './places.mjs';
import { runNode } from './run.mjs';
import { setUp } from './set-up.mjs';

/**
 * Sets up what a program of the project runs on, then runs it with this process' arguments on Node 24, whichever Node this is.
 *
 * @param {string} program its file, from the root of the project
 * @param {{ withTools?: boolean }} how without what runs natively, where it runs nothing
 */
export async function onNode24(program, { withTools = true } = {}) {
  await orOneLine(async () => {
    await setUp([], { withTools });
    return runNode([node24, join(root, program), ...process.argv.slice(2)], { env: { PATH: pathToNode24 } });
  });
}
