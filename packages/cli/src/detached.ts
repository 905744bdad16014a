import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CannotRun } from '@outgrow/harness/cannot-run';
import { alreadyUp, logFile, type RunningState, readState } from '@outgrow/harness/running-state';

/** Runs `outgrow up …` in the background, shows what it says until it is ready, and leaves it running. */
export async function detached(stage: number, args: readonly string[], signal: AbortSignal): Promise<RunningState> {
  const log = logFile(stage);
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const holder = readState(stage);
  if (holder) throw alreadyUp(holder);
  const file = openSync(log, 'w', 0o600);
  const main = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [main, ...args.filter((arg) => arg !== '--detach')], {
    // A session of its own: the terminal's Ctrl-C and its closing do not reach it.
    detached: true,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  let ended: number | undefined;
  child.once('exit', (code) => {
    ended = code ?? 1;
  });
  child.once('error', () => {
    ended = 1;
  });

  let shown = 0;
  const show = () => {
    const text = readFileSync(log, 'utf8');
    process.stderr.write(text.slice(shown));
    shown = text.length;
  };
  const startMs = performance.now();
  while (ended === undefined) {
    const state = readState(stage);
    if (state?.ready && state.process.pid === child.pid) {
      child.unref();
      return state;
    }
    if (signal.aborted || performance.now() - startMs > READY_WITHIN_MS) {
      child.kill('SIGTERM');
      if (!signal.aborted) throw new Error(`stage ${stage} was not ready within ${READY_WITHIN_MS / 1_000} s; its log is ${log}`);
      await untilEnded(() => ended !== undefined);
      signal.throwIfAborted();
    }
    show();
    await delay(100);
  }
  show();
  throw new CannotRun(`stage ${stage} did not come up; its log is ${log}`, ended === 2 ? 2 : 1);
}

async function untilEnded(ended: () => boolean): Promise<void> {
  const startMs = performance.now();
  while (!ended() && performance.now() - startMs < STOPS_WITHIN_MS) await delay(50);
}

const READY_WITHIN_MS = 1_800_000;
const STOPS_WITHIN_MS = 60_000;
