import { join } from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { alone } from './lock.mjs';
import { Missing } from './missing.mjs';
import { isExecutable } from './on-path.mjs';
import { assertWritable, node24, state } from './places.mjs';
import { assertMachine } from './requirements.mjs';
import { say, seconds } from './say.mjs';
import { isStamped, removeStamp, stampNow, writeStamp } from './stamp.mjs';
import { findTools, toolNames, toolsAreThere } from './tools.mjs';

const LOCK_WAIT_MS = 900_000;

/**
 * Brings along what the project runs on. Where nothing has changed since the last time it only looks.
 * @param {readonly string[]} asked the tools to have beside those that everybody needs
 * @param {{ goesOn?: boolean, again?: boolean, withTools?: boolean }} how `goesOn`: says which of the asked ones cannot be had, and does
 *   without them; `again`: what could not be fetched before is tried again; `withTools`: without them there are the dependencies alone
 */
export async function setUp(asked = [], { goesOn = false, again = false, withTools = true } = {}) {
  const unknown = asked.find((name) => !toolNames().includes(name));
  if (unknown !== undefined) throw new Missing(`there is no tool "${unknown}": there are ${toolNames().join(', ')}`);
  assertMachine();
  const isDone = async () => isStamped(stampNow()) && isExecutable(node24) && (!withTools || (await toolsAreThere(asked, again)));
  if (await isDone()) return;
  assertWritable();
  await alone(join(state, 'set-up.lock'), LOCK_WAIT_MS, async () => {
    if (await isDone()) return;
    const startMs = performance.now();
    const stamp = stampNow();
    const isOfNow = isStamped(stamp);
    if (!isOfNow || !isExecutable(node24)) {
      removeStamp();
      await installDependencies();
    }
    if (withTools) await findTools(asked, { goesOn, again: again || !isOfNow });
    writeStamp(stamp);
    say(`done in ${seconds(startMs)}${(await isDone()) ? '; the next run skips it' : ''}`);
  });
}
