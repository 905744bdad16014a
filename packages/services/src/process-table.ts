import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessId {
  pid: number;
  startedAt: string;
}

interface Entry extends ProcessId {
  parent: number;
  isStopped: boolean;
}

/** The process with that pid, unless there is none or only its exit code is left. */
export function findProcess(pid: number): ProcessId | undefined {
  if (process.platform === 'linux') return fromProc(pid);
  return fromPs(['-p', String(pid)])[0];
}

export function isAlive(known: ProcessId): boolean {
  return anyAlive([known]);
}

export const anyAlive = (known: readonly ProcessId[]): boolean => found(known).length > 0;

/** Whether any of them is alive and was not stopped by a signal. */
export const anyRunning = (known: readonly ProcessId[]): boolean => found(known).some(({ isStopped }) => !isStopped);

function found(known: readonly ProcessId[]): Entry[] {
  const pids = known.map(({ pid }) => pid);
  const entries = process.platform === 'linux' ? pids.flatMap((pid) => fromProc(pid) ?? []) : fromPs(['-p', pids.join(',')]);
  return entries.filter((entry) => known.some((one) => one.pid === entry.pid && one.startedAt === entry.startedAt));
}

/** The process and everything below it, parents before children. Backends of Postgres have process groups of their own, so a group is not enough. */
export function familyOf(pid: number): ProcessId[] {
  const table = process.platform === 'linux' ? allFromProc() : fromPs(['-A']);
  const family = table.filter((entry) => entry.pid === pid);
  for (const member of family) family.push(...table.filter((entry) => entry.parent === member.pid));
  return family.map(({ pid, startedAt }) => ({ pid, startedAt }));
}

function allFromProc(): Entry[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (fromProc(Number(name)) ?? []) : []));
}

function fromProc(pid: number): Entry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name stands in brackets and may hold spaces and brackets itself: the fields are counted from the last one.
  const [state, parent, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), startedAt: fields[17] ?? '', isStopped: state === 'T' };
}

function fromPs(which: string[]): Entry[] {
  let table: string;
  try {
    table = execFileSync('ps', [...which, '-o', 'pid=,ppid=,stat=,lstart='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch {
    return []; // ps ends with 1 where there is no such process.
  }
  return table.split('\n').flatMap((line) => {
    const [, pid, parent, state, startedAt] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid === undefined || startedAt === undefined || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), startedAt, isStopped: state?.startsWith('T') === true }];
  });
}
