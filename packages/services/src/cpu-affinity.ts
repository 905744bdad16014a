import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { assertCpus, CannotAllot, withinMachine } from './cannot-allot.ts';
import type { CpuAllotment } from './cpu-allotment.ts';
import { findProcess } from './process-table.ts';
import type { Started } from './service.ts';

const ROUNDS = 20;
const ANSWERS_WITHIN_MS = 5_000;

/** Where the next server's CPUs begin, so that two servers do not share one while another idles. */
let next = 0;

/** Whole CPUs that the server may run on, one at least. Others may use them too, and nothing is counted. */
export async function cpuAffinity(of: Started, cpus: number, because: readonly string[]): Promise<CpuAllotment> {
  if (process.platform !== 'linux') throw new CannotAllot('processes cannot be bound to CPUs on this system');
  let all: number[];
  let used: number[];
  const first = next;
  const bind = async (wanted: number) => {
    const count = Math.max(1, Math.min(Math.round(wanted), all.length));
    const bound = Array.from({ length: count }, (_, at) => all[(first + at) % all.length] ?? 0);
    await bindFamily(of, bound);
    used = bound;
  };
  try {
    all = await cpusOf(process.pid);
    await bind(cpus);
  } catch (error) {
    throw CannotAllot.from('processes cannot be bound to CPUs', error);
  }
  next += Math.max(1, Math.round(cpus));
  let asked = cpus;
  return {
    how: 'affinity',
    get cpus() {
      return used.length;
    },
    get note() {
      const whole = used.length === asked ? 'whole CPUs are bound' : `${used.length} whole CPUs are bound instead of ${asked}`;
      return [...because, withinMachine(asked).note, whole].filter(Boolean).join('; ');
    },
    async set(other) {
      assertCpus(other);
      await bind(other);
      asked = other;
    },
    apply: () => bindFamily(of, used),
    usedSeconds: () => undefined,
    [Symbol.asyncDispose]: () => bindFamily(of, all),
  };
}

/** With all threads. What is forked by one that is bound is bound; the rest is found in the next round. */
async function bindFamily(of: Started, cpus: readonly number[]): Promise<void> {
  const bound = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const missing = (await of.pids()).filter((pid) => !bound.has(pid));
    if (missing.length === 0) return;
    for (const pid of missing) {
      try {
        await taskset(['-a', '-p', '-c', cpus.join(','), String(pid)]);
      } catch (error) {
        if (findProcess(pid)) throw error; // It may have ended meanwhile.
      }
      bound.add(pid);
    }
  }
}

/** Where a process may run. */
async function cpusOf(pid: number): Promise<number[]> {
  const list = /:\s*([\d,-]+)\s*$/.exec(await taskset(['-p', '-c', String(pid)]))?.[1];
  if (list === undefined) throw new Error('taskset does not say which CPUs there are');
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
}

async function taskset(args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C' };
  return (await promisify(execFile)('taskset', args, { env, timeout: ANSWERS_WITHIN_MS })).stdout;
}
