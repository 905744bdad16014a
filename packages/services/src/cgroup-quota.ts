import { randomBytes } from 'node:crypto';
import { assertCpus, CannotAllot, withinMachine } from './cannot-allot.ts';
import {
  type CpuCgroup,
  cgroupBelow,
  cpuCgroupOf,
  foldersOf,
  makeCgroup,
  membersOf,
  moveInto,
  removeCgroup,
  throttledSecondsOf,
  usedSecondsOf,
  writeQuota,
} from './cgroup.ts';
import type { CpuAllotment } from './cpu-allotment.ts';
import { remember } from './reaper.ts';
import type { Started } from './service.ts';

const ROUNDS = 20;

/** A control group with a quota: fractions of a CPU, counted, and whatever the server starts is in it. Needs a writable hierarchy, as root has. */
export async function cgroupQuota(of: Started, cpus: number): Promise<CpuAllotment> {
  const home = cpuCgroupOf('self');
  if (home === undefined) throw new CannotAllot('there are no control groups for CPU here');
  await using stack = new AsyncDisposableStack();
  let group: CpuCgroup;
  try {
    group = cgroupBelow(home, `outgrow-${randomBytes(6).toString('hex')}`);
    for (const [at, folder] of foldersOf(group).entries()) stack.use(removedAtTheEnd(folder, foldersOf(home)[at] ?? home.cpu));
    makeCgroup(group);
    writeQuota(group, cpus);
    await moveFamily(of, group);
  } catch (error) {
    throw CannotAllot.from('no control group with a CPU quota can be made', error);
  }
  const owned = stack.move();
  let got = withinMachine(cpus);
  return {
    how: 'cgroup quota',
    get cpus() {
      return got.cpus;
    },
    get note() {
      return got.note;
    },
    async set(other) {
      assertCpus(other);
      writeQuota(group, other);
      got = withinMachine(other);
    },
    apply: () => moveFamily(of, group),
    usedSeconds: () => usedSecondsOf(group),
    throttledSeconds: () => throttledSecondsOf(group),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Remembered before it exists: a crash between the two would leave it behind. */
function removedAtTheEnd(cgroup: string, home: string): AsyncDisposable {
  const forget = remember({ cgroup, home });
  return {
    async [Symbol.asyncDispose]() {
      await removeCgroup(cgroup, home);
      forget();
    },
  };
}

/** What a member forks is a member; only the children of one that was not yet moved are missed, and found in the next round. */
async function moveFamily(of: Started, group: CpuCgroup): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const family = new Set(await of.pids());
    const missing = foldersOf(group).flatMap((folder) => {
      const members = membersOf(folder);
      return [...family].filter((pid) => !members.has(pid)).map((pid) => ({ folder, pid }));
    });
    if (missing.length === 0) return;
    for (const { folder, pid } of missing) moveInto(folder, pid);
  }
  throw new Error(`${of.kind} starts processes faster than they can be moved into its control group.`);
}
