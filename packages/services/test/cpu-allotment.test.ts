import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CannotAllot } from '@outgrow/services/cannot-allot';
import { cpuCgroupOf, foldersOf } from '@outgrow/services/cgroup';
import { cpuAffinity } from '@outgrow/services/cpu-affinity';
import { allotCpus, type CpuAllotment } from '@outgrow/services/cpu-allotment';
import { nodeProcess, type StartedNodeProcess } from '@outgrow/services/node-process';
import { pollUntil } from '@outgrow/services/poll-until';
import { findProcess } from '@outgrow/services/process-table';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));

let busy: StartedNodeProcess;
beforeEach(async () => {
  busy = await nodeProcess({ kind: 'busy', entry: fixture('busy'), env: {} }).start();
  await bothRun();
});
afterEach(() => busy[Symbol.asyncDispose]());

const bothRun = () => pollUntil('the process and its child', 10_000, async () => (await busy.pids()).length === 2);
const foldersNow = async () =>
  (await busy.pids()).map((pid) => {
    const group = cpuCgroupOf(pid);
    return group ? foldersOf(group) : [];
  });

/** Until it has used that much more, and how many CPUs that were meanwhile. */
async function coresOf(allotment: CpuAllotment, seconds: number): Promise<number> {
  const startMs = performance.now();
  const used = () => allotment.usedSeconds() ?? Number.NaN;
  const before = used();
  await pollUntil(`${seconds} more seconds of CPU to be used`, 20_000, () => used() - before >= seconds);
  return (used() - before) / ((performance.now() - startMs) / 1_000);
}

const possible = await cgroupsArePossible();
if (!possible) console.warn('Not tested here: CPU quotas. They need a control group that can be written: run the tests as root.');

describe.skipIf(!possible)('a cgroup quota', { timeout: 60_000 }, () => {
  test('holds a server and its children to it, and to another one while they run', async () => {
    await using allotment = await allotCpus(busy, 0.25);
    expect(allotment).toMatchObject({ how: 'cgroup quota', cpus: 0.25, note: undefined });
    expect(await coresOf(allotment, 0.4)).toBeLessThan(0.32);
    expect(allotment.throttledSeconds?.()).toBeGreaterThan(0);
    await allotment.set(0.6);
    expect(allotment.cpus).toBe(0.6);
    await pollUntil('it to use more', 20_000, async () => (await coresOf(allotment, 0.3)) > 0.35);
    expect(await coresOf(allotment, 0.5)).toBeLessThan(0.75);
  });

  test('takes in what was started again', async () => {
    await using allotment = await allotCpus(busy, 0.25);
    const [folders] = await foldersNow();
    await busy.kill();
    await busy.restart();
    await bothRun();
    expect(await foldersNow()).not.toContainEqual(folders);
    await allotment.apply();
    expect(await foldersNow()).toEqual([folders, folders]);
    expect(await coresOf(allotment, 0.3)).toBeLessThan(0.35);
  });

  test('leaves no folder behind, and the server where it was', async () => {
    const before = await foldersNow();
    const allotment = await allotCpus(busy, 0.25);
    const [made = []] = await foldersNow();
    expect(made.map((folder) => existsSync(folder))).not.toContain(false);
    expect(made).not.toEqual(before[0]);
    await allotment[Symbol.asyncDispose]();
    expect(made.map((folder) => existsSync(folder))).not.toContain(true);
    expect(await foldersNow()).toEqual(before);
    expect(allotment.usedSeconds()).toBeUndefined();
  });

  test('is gone with its servers after a crash of the program', async () => {
    const program = spawn(process.execPath, [fixture('allotting')], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: program.stdout })) {
      const { pids } = JSON.parse(line) as { pids: number[] };
      const group = cpuCgroupOf(pids[0] ?? 0);
      const folders = group ? foldersOf(group) : [];
      expect(folders.join()).toContain('outgrow-');
      const exited = once(program, 'exit');
      program.kill('SIGKILL');
      await exited;
      const left = () => [...pids.filter((pid) => findProcess(pid)), ...folders.filter((folder) => existsSync(folder))];
      await pollUntil(
        'processes and folders to be gone',
        15_000,
        () => left().length === 0,
        () => left().join(),
      );
      return;
    }
    throw new Error('The program ended before it had allotted anything; its own words are above.');
  });

  test('of more CPUs than there are is all there are, and says so', async () => {
    await using allotment = await allotCpus(busy, 1_000);
    const all = availableParallelism();
    expect(allotment).toMatchObject({ cpus: all, note: `this machine has ${all} CPUs, not 1000` });
  });
});

describe('where no quota is allowed', () => {
  const refused = async () => {
    throw new CannotAllot('the kernel says no');
  };

  test.runIf(process.platform === 'linux')('whole CPUs are bound, one at least, and it says so', async () => {
    const boundTo = async () => (await busy.pids()).map((pid) => /^Cpus_allowed_list:\s*(.*)$/m.exec(status(pid))?.[1]);
    const before = await boundTo();
    {
      await using allotment = await allotCpus(busy, 0.25, [refused, cpuAffinity]);
      expect(allotment).toMatchObject({
        how: 'affinity',
        cpus: 1,
        note: 'the kernel says no; 1 whole CPUs are bound instead of 0.25',
      });
      expect(allotment.usedSeconds()).toBeUndefined();
      const [first, second] = await boundTo();
      expect(first).toMatch(/^\d+$/);
      expect(second).toBe(first);
      await busy.restart();
      await bothRun();
      await allotment.apply();
      expect(await boundTo()).toEqual([first, first]);
    }
    expect(await boundTo()).toEqual(before);
  });

  test('nor any other way, the server runs as before and the reasons are given', async () => {
    await using allotment = await allotCpus(busy, 0.25, [refused, refused]);
    expect(allotment).toMatchObject({
      how: 'none',
      cpus: availableParallelism(),
      note: 'the kernel says no; the kernel says no',
    });
    await allotment.set(1);
    await allotment.apply();
  });

  test('a number that is none, or a server that does not run, is refused', async () => {
    await expect(allotCpus(busy, 0)).rejects.toThrow('0 CPUs cannot be allotted: name a number from 0.01 on, as 0.5.');
    await expect(allotCpus(busy, Number.NaN)).rejects.toThrow('NaN CPUs cannot be allotted');
    await busy.kill();
    await expect(allotCpus(busy, 1)).rejects.toThrow('busy does not run, so no CPUs can be allotted to it: start it first.');
  });
});

const status = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8');

async function cgroupsArePossible(): Promise<boolean> {
  await using idle = await nodeProcess({ kind: 'idle', entry: fixture('idle'), env: {} }).start();
  await using allotment = await allotCpus(idle, 1);
  return allotment.how === 'cgroup quota';
}
