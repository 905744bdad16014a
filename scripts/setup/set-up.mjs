import { join } from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { alone } from './lock.mjs';
import { isExecutable } from './on-path.mjs';
import { assertWritable, node24, state } from './places.mjs';
import { assertMachine } from './requirements.mjs';
import { say, seconds } from './say.mjs';
import { isStamped, removeStamp, stampNow, writeStamp } from './stamp.mjs';
import { findTools, toolsAreThere } from './tools.mjs';

const LOCK_WAIT_MS = 900_000;

/** Brings along what the project runs on. Where nothing has changed since the last time it only looks. */
export async function setUp() {
  assertMachine();
  if (await isDone()) return;
  assertWritable();
  await alone(join(state, 'set-up.lock'), LOCK_WAIT_MS, async () => {
    if (await isDone()) return;
    const startMs = performance.now();
    const stamp = stampNow();
    if (!isStamped(stamp) || !isExecutable(node24)) {
      removeStamp();
      await installDependencies();
    }
    await findTools();
    writeStamp(stamp);
    say(`done in ${seconds(startMs)}; the next run skips it`);
  });
}

async function isDone() {
  return isStamped(stampNow()) && isExecutable(node24) && (await toolsAreThere());
}
