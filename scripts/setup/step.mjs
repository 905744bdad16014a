import { StepFailed } from './missing.mjs';
import { machinePath } from './on-path.mjs';
import { root } from './places.mjs';
import { run } from './run.mjs';
import { say, seconds } from './say.mjs';

/** A connection that hangs must not hang us. */
const TIMEOUT_MS = 900_000;

/**
 * Runs one command of the set-up: says what it does, how long it took, and where it failed that its own words stand above.
 * @param {string} what
 * @param {readonly string[]} command
 * @param {number} timeoutMs
 */
export async function step(what, command, timeoutMs = TIMEOUT_MS) {
  say(`${what} ...`);
  const startMs = performance.now();
  const env = { ...process.env, PATH: machinePath };
  const code = await run(command, { cwd: root, env, stdio: ['ignore', 2, 2], timeout: timeoutMs, killSignal: 'SIGKILL' });
  if (code !== 0) throw new StepFailed(what, code, seconds(startMs));
  say(`${what}: ${seconds(startMs)}`);
}
