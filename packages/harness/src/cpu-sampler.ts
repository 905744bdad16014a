import { cpus } from 'node:os';
import { processFigures } from '@outgrow/services/process-figures';

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
  const before = processFigures(pid)?.cpuSeconds;
  // Kept from sample to sample: once the process has ended there is nothing left to read.
  let last = before;
  let lastMs = startMs;
  return {
    sample() {
      const now = processFigures(pid)?.cpuSeconds;
      if (now === undefined) return;
      last = now;
      lastMs = performance.now();
    },
    use() {
      const seconds = (lastMs - startMs) / 1_000;
      return {
        processCores: before === undefined || last === undefined || seconds <= 0 ? undefined : (last - before) / seconds,
        machineBusy: busyShare(machine, machineTimes()) ?? 0,
      };
    },
  };
}

/** What the whole machine has done so far. */
export function machineTimes(): { all: number; idle: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, one) => sum + one.idle, 0);
  return { idle, all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) };
}

/** How much of the machine was busy since then, 0 to 1; undefined where no time has passed. */
export function busyShare(before: ReturnType<typeof machineTimes>, now: ReturnType<typeof machineTimes>): number | undefined {
  const all = now.all - before.all;
  return all > 0 ? 1 - (now.idle - before.idle) / all : undefined;
}
