import { availableParallelism } from 'node:os';
import { assertCpus, CannotAllot } from './cannot-allot.ts';
import { cgroupQuota } from './cgroup-quota.ts';
import { containerLimit } from './container-limit.ts';
import { cpuAffinity } from './cpu-affinity.ts';
import type { Started } from './service.ts';

/** CPUs allotted to a server and all that it starts. Disposing it gives the server what the machine has. */
export interface CpuAllotment extends AsyncDisposable {
  readonly how: 'cgroup quota' | 'container limit' | 'affinity' | 'none';
  /** What it got. */
  readonly cpus: number;
  /** Why that is not what was asked for, or not in the best way. */
  readonly note?: string | undefined;
  /** Changes it while the server runs. */
  set(cpus: number): Promise<void>;
  /** Takes in processes that were not there before: after a restart the server is another one, and free until this is called. */
  apply(): Promise<void>;
  /** CPU seconds used so far, also by processes that have ended; undefined where this way counts none. Only its growth means something. */
  usedSeconds(): number | undefined;
  /** Seconds for which it was held back. */
  throttledSeconds?(): number | undefined;
}

/** One way of allotting CPUs; `because` says why no better way is taken. Throws CannotAllot where the machine does not allow it. */
export type WayToAllot = (of: Started, cpus: number, because: readonly string[]) => Promise<CpuAllotment>;

/** By the first way that the machine allows. */
export async function allotCpus(of: Started, cpus: number, ways: readonly WayToAllot[] = waysFor(of)): Promise<CpuAllotment> {
  assertCpus(cpus);
  if (of.mode === 'native' && (await of.pids()).length === 0) {
    throw new Error(`${of.kind} does not run, so no CPUs can be allotted to it: start it first.`);
  }
  const because: string[] = [];
  for (const way of ways) {
    try {
      return await way(of, cpus, because);
    } catch (error) {
      if (!(error instanceof CannotAllot)) throw error;
      because.push(error.message);
    }
  }
  return {
    how: 'none',
    cpus: availableParallelism(),
    note: because.join('; '),
    async set(other) {
      assertCpus(other);
    },
    async apply() {},
    usedSeconds: () => undefined,
    async [Symbol.asyncDispose]() {},
  };
}

function waysFor(of: Started): readonly WayToAllot[] {
  if (of.mode === 'container') return [containerLimit];
  return [cgroupQuota, cpuAffinity];
}
