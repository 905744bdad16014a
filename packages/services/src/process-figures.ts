import { readFileSync } from 'node:fs';

export interface ProcessFigures {
  /**
   * CPU used so far by the process, by all below it, and by those below it that have ended and were waited for. A process that
   * ends between two reads of one call can be missed in it, or counted twice: the next call is right again.
   */
  cpuSeconds: number;
  /**
   * What each process has for itself, and the shared memory and mapped files of the one that has touched most of them: the
   * backends of Postgres share their buffers, which must not count once for each. Less than the truth where they touched other
   * pages; more by the pages that a fork shares with its parent until one of them writes there.
   */
  memoryBytes: number;
}

/**
 * Of a process and everything below it: give it the first of a server's `pids()`, not each. Read from Linux's /proc alone, from the
 * process down, since a look at every process of the machine costs ten times that; what a thread other than the first has started
 * is not seen. Undefined where there is no such process or no /proc.
 */
export function processFigures(pid: number): ProcessFigures | undefined {
  let ticks = 0;
  let ownPages = 0;
  let sharedPages = 0;
  const family = [pid];
  for (let at = 0; at < family.length && at < MOST_PROCESSES; at++) {
    const member = family[at] as number;
    const stat = read(`/proc/${member}/stat`);
    if (stat === undefined) {
      if (at === 0) return undefined;
      continue; // It has ended since its parent named it.
    }
    // The name stands in brackets and may hold spaces and brackets itself: the fields are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 15);
    ticks += Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
    const [, resident = '0', shared = '0'] = read(`/proc/${member}/statm`)?.split(' ', 3) ?? [];
    ownPages += Number(resident) - Number(shared);
    sharedPages = Math.max(sharedPages, Number(shared));
    for (const child of read(`/proc/${member}/task/${member}/children`)?.split(' ') ?? []) {
      if (child !== '') family.push(Number(child));
    }
  }
  return { cpuSeconds: ticks / TICKS_PER_SECOND, memoryBytes: (ownPages + sharedPages) * PAGE_BYTES };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8'); // Any other encoding takes a way through Node that costs twice the time.
  } catch {
    return undefined;
  }
}

/** USER_HZ, which the kernel holds at 100 on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;
/** Far above what any server here starts: a bound, so that a fork bomb does not take the sampler with it. */
const MOST_PROCESSES = 2_000;
const PAGE_BYTES = pageBytes();

/** What the kernel told this process at its start, in pairs of a type and a value: AT_PAGESZ is 6. */
function pageBytes(): number {
  try {
    const auxiliary = new BigUint64Array(new Uint8Array(readFileSync('/proc/self/auxv')).buffer);
    const at = auxiliary.findIndex((type, index) => index % 2 === 0 && type === 6n);
    return at < 0 ? 4_096 : Number(auxiliary[at + 1]);
  } catch {
    return 4_096;
  }
}
