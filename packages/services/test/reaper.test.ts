import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@outgrow/services/poll-until';
import { findProcess } from '@outgrow/services/process-table';
import type { ReaperMessage } from '@outgrow/services/reaper';
import { describe, expect, test } from 'vitest';

const GONE_WITHIN_MS = 15_000;

/** A program with a Postgres and a Node process, and a way to end it. Ctrl-C reaches all of its process group, as in a terminal. */
async function startParent(how: 'running' | 'paused') {
  const entry = fileURLToPath(new URL('fixtures/parent.ts', import.meta.url));
  const parent = spawn(process.execPath, [entry, how], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(parent, 'exit');
  const pid = parent.pid ?? Number.NaN;
  for await (const line of createInterface({ input: parent.stdout })) {
    const { pids, folder } = JSON.parse(line) as { pids: number[]; folder: string };
    const left = () => ({ pids: pids.filter((each) => findProcess(each)), folder: existsSync(folder) });
    return { left, exited, ctrlC: () => process.kill(-pid, 'SIGINT'), crash: () => process.kill(pid, 'SIGKILL') };
  }
  throw new Error('The parent ended before it had started its servers; its own words are above.');
}

/** Some of what was seen at the start may end by itself: Postgres has helpers that come and go. */
function expectRunning({ pids, folder }: { pids: number[]; folder: boolean }): void {
  expect(pids.length).toBeGreaterThan(3);
  expect(folder).toBe(true);
}

describe('nothing is left', { timeout: 40_000 }, () => {
  test('after Ctrl-C in a program that stops its servers in order', async () => {
    const parent = await startParent('running');
    expectRunning(parent.left());
    parent.ctrlC();
    expect(await parent.exited).toEqual([0, null]);
    expect(parent.left()).toEqual({ pids: [], folder: false });
  });

  test.each(['running', 'paused'] as const)('after a crash of the program, its servers %s', async (how) => {
    const parent = await startParent(how);
    expectRunning(parent.left());
    parent.crash();
    await parent.exited;
    await pollUntil(
      'processes and folder to be gone',
      GONE_WITHIN_MS,
      () => parent.left().pids.length === 0 && !parent.left().folder,
      () => JSON.stringify(parent.left()),
    );
  });
});

test('the watchdog lets a process live that only got the pid of one it was to end', { timeout: 20_000 }, async () => {
  const stranger = spawn(process.execPath, [fileURLToPath(new URL('fixtures/idle.ts', import.meta.url))], { stdio: 'ignore' });
  try {
    const known = findProcess(stranger.pid ?? Number.NaN);
    const watchdog = spawn(process.execPath, [fileURLToPath(import.meta.resolve('@outgrow/services/reaper-process'))]);
    const message: ReaperMessage = { id: 1, remember: { process: { pid: stranger.pid ?? Number.NaN, startedAt: 'long ago' } } };
    watchdog.stdin.end(`${JSON.stringify(message)}\n`);
    expect(await once(watchdog, 'exit')).toEqual([0, null]);
    expect(findProcess(stranger.pid ?? Number.NaN)).toEqual(known);
  } finally {
    stranger.kill('SIGKILL');
  }
});
