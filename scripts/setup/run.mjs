import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** The terminal and npm each hand the same Ctrl-C on, a moment apart. */
const SAME_KEYSTROKE_MS = 500;
const ENDS_WITH_LAUNCHER = new URL('ends-with-launcher.mjs', import.meta.url).href;

/** @typedef {Pick<import('node:child_process').SpawnOptions, 'env' | 'cwd' | 'stdio' | 'timeout' | 'killSignal'>} RunOptions */

/**
 * Runs a command to its end and gives its exit code, 128 + n where signal n ended it. It leads a process group of its own,
 * so that it hears a signal once and from us, whoever else was sent it.
 * @param {readonly string[]} command
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run([file = '', ...args], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options, detached: true });
    const stopForwarding = forwardSignals(child);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

/**
 * As `run`, for a file that Node runs: it is told to stop even where we are killed and can say nothing more.
 * @param {readonly string[]} command
 * @param {RunOptions} [options]
 */
export function runNode([node = '', ...args], options = {}) {
  return run([node, '--import', ENDS_WITH_LAUNCHER, ...args], {
    ...options,
    env: { ...process.env, ...options.env, OUTGROW_LAUNCHER: String(process.pid) },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  /** @type {Partial<Record<NodeJS.Signals, number>>} */
  const forwardedAtMs = {};
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    const now = performance.now();
    if (now - (forwardedAtMs[signal] ?? -SAME_KEYSTROKE_MS) < SAME_KEYSTROKE_MS) return;
    forwardedAtMs[signal] = now;
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
}
