import { processSeconds } from '@outgrow/harness/cpu-sampler';
import type { Started } from '@outgrow/services/service';

/** Watches what parties use of the processor; the result, asked for later, is in seconds per party. */
export async function watchCpu(parties: Readonly<Record<string, Started>>): Promise<() => Promise<Record<string, number>>> {
  const before = await secondsOf(parties);
  const ownBefore = process.cpuUsage();
  return async () => {
    const own = process.cpuUsage(ownBefore);
    const used: Record<string, number> = {};
    for (const [party, now] of Object.entries(await secondsOf(parties))) {
      // A process that was not there before began at 0; one that is gone is left out.
      used[party] = [...now].reduce((sum, [pid, seconds]) => sum + seconds - (before[party]?.get(pid) ?? 0), 0);
    }
    return { ...used, 'the load generator': (own.user + own.system) / 1e6 };
  };
}

async function secondsOf(parties: Readonly<Record<string, Started>>): Promise<Record<string, Map<number, number>>> {
  const found = Object.entries(parties).map(async ([party, started]) => {
    const pids = await started.pids();
    return [party, new Map(pids.map((pid) => [pid, processSeconds(pid) ?? 0]))] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
