import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { quotaOf } from './cpu-quota.ts';
import { pollUntil } from './poll-until.ts';

const EMPTY_WITHIN_MS = 5_000;

/** A control group as folders: version 1 may keep the quota and the accounting in two hierarchies, version 2 has one. */
export interface CpuCgroup {
  version: 1 | 2;
  cpu: string;
  cpuacct: string;
  /** Where the hierarchy of `cpu` begins. */
  mount: string;
}

/** The group that a process is in. Undefined where there is none to be seen. */
export function cpuCgroupOf(pid: number | 'self'): CpuCgroup | undefined {
  try {
    return cpuCgroupIn(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The same from what the kernel says of the mounts and of the process. */
export function cpuCgroupIn(mountinfo: string, groups: string): CpuCgroup | undefined {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [, root, mount, type, options] = /^\d+ \d+ \S+ (\S+) (\S+) .*? - (cgroup2?) \S+ (\S+)/.exec(line) ?? [];
    return root && mount && options ? [{ root, mount, type, options: options.split(',') }] : [];
  });
  const paths = groups.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line) ?? []);
  const folderOf = (controller: string) => {
    const mounted = mounts.find(({ type, options }) =>
      controller ? type === 'cgroup' && options.includes(controller) : type === 'cgroup2',
    );
    const path = paths.find(([, controllers]) => controllers?.split(',').includes(controller))?.[2];
    if (!mounted || path === undefined) return undefined;
    const below = relative(mounted.root, path);
    // A process of another namespace lies outside of what is mounted: the top is the best there is.
    return { mount: mounted.mount, folder: below.startsWith('..') ? mounted.mount : join(mounted.mount, below) };
  };
  const cpu = folderOf('cpu');
  const cpuacct = folderOf('cpuacct');
  if (cpu && cpuacct) return { version: 1, cpu: cpu.folder, cpuacct: cpuacct.folder, mount: cpu.mount };
  const unified = folderOf('');
  return unified && { version: 2, cpu: unified.folder, cpuacct: unified.folder, mount: unified.mount };
}

/** Where a new group of that name would lie. */
export function cgroupBelow(home: CpuCgroup, name: string): CpuCgroup {
  const parent = home.version === 1 ? home.cpu : delegating(home);
  return { ...home, cpu: join(parent, name), cpuacct: join(home.version === 1 ? home.cpuacct : parent, name) };
}

/** In version 2 a group that holds processes hands no controller down: the new one lies beside it, or further up. */
function delegating({ cpu, mount }: CpuCgroup): string {
  for (let at = cpu; ; at = dirname(at)) {
    const handsDown = readFileSync(join(at, 'cgroup.subtree_control'), 'utf8').trim().split(' ').includes('cpu');
    if (handsDown && isWritable(at)) return at;
    if (at === mount || at === dirname(at)) throw new Error('no group above this process hands the CPU controller down');
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** In one hierarchy or in both. */
export function foldersOf({ cpu, cpuacct }: CpuCgroup): string[] {
  return [...new Set([cpu, cpuacct])];
}

export function makeCgroup(group: CpuCgroup): void {
  for (const folder of foldersOf(group)) mkdirSync(folder);
}

export function writeQuota({ version, cpu }: CpuCgroup, cpus: number): void {
  const { quotaUs, periodUs } = quotaOf(cpus);
  if (version === 2) {
    writeFileSync(join(cpu, 'cpu.max'), `${quotaUs} ${periodUs}`);
  } else {
    writeFileSync(join(cpu, 'cpu.cfs_period_us'), String(periodUs));
    writeFileSync(join(cpu, 'cpu.cfs_quota_us'), String(quotaUs));
  }
}

export function membersOf(folder: string): Set<number> {
  return new Set(readFileSync(join(folder, 'cgroup.procs'), 'utf8').trim().split('\n').filter(Boolean).map(Number));
}

/** With all of its threads. */
export function moveInto(folder: string, pid: number): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has ended.
  }
}

/** Puts what is left in the folder back to where it came from, and removes it. */
export async function removeCgroup(folder: string, home: string): Promise<void> {
  await pollUntil(`the control group ${basename(folder)} to be empty`, EMPTY_WITHIN_MS, () => {
    try {
      for (const pid of membersOf(folder)) moveInto(home, pid);
      rmdirSync(folder);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EBUSY') return false; // What was forked meanwhile is moved in the next round.
      if (code !== 'ENOENT') throw error;
      return true;
    }
  });
}

/** CPU seconds that the group has used so far. */
export function usedSecondsOf({ version, cpu, cpuacct }: CpuCgroup): number | undefined {
  if (version === 2) return statOf(cpu, 'usage_usec', 1e6);
  try {
    return Number(readFileSync(join(cpuacct, 'cpuacct.usage'), 'utf8')) / 1e9;
  } catch {
    return undefined;
  }
}

/** Seconds for which the quota held the group back. */
export function throttledSecondsOf({ version, cpu }: CpuCgroup): number | undefined {
  return version === 2 ? statOf(cpu, 'throttled_usec', 1e6) : statOf(cpu, 'throttled_time', 1e9);
}

function statOf(folder: string, name: string, perSecond: number): number | undefined {
  try {
    const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(readFileSync(join(folder, 'cpu.stat'), 'utf8'))?.[1];
    return value === undefined ? undefined : Number(value) / perSecond;
  } catch {
    return undefined;
  }
}
