import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface CpuUse {
  /** The cores a process used on average; undefined where it cannot be seen from here. */
  processCores: number | undefined;
  /** How much of the whole machine was busy, 0 to 1. */
  machineBusy: number;
}

/** Starts watching a process and the machine; the result is what was used from then until it is asked. */
export function cpuSampler(pid: number): { sample(): void; use(): CpuUse } {
  const startMs = performance.now();
  const machine = machineTimes();
  const before = processSeconds(pid);
  // Kept from sample to sample: once the process has ended there is nothing left to read.
  let last = before;
  let lastMs = startMs;
  return {
    sample() {
      const now = processSeconds(pid);
      if (now === undefined) return;
      last = now;
      lastMs = performance.now();
    },
    use() {
      const now = machineTimes();
      const seconds = (lastMs - startMs) / 1_000;
      const all = now.all - machine.all;
      return {
        processCores: before === undefined || last === undefined || seconds <= 0 ? undefined : (last - before) / seconds,
        machineBusy: all > 0 ? 1 - (now.idle - machine.idle) / all : 0,
      };
    },
  };
}

export function machineTimes(): { all: number; idle: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, one) => sum + one.idle, 0);
  return { idle, all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) };
}

/** CPU seconds used by a process so far, from Linux's /proc. */
export function processSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Counted from the last bracket: the name before it may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** USER_HZ, which the kernel holds at 100 on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;
