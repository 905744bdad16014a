import { processFigures } from '@outgrow/services/process-figures';
import type { Started } from '@outgrow/services/service';

/** Watches what parties use of the processor; the result, asked for later, is in seconds per party. */
export async function watchCpu(parties: Readonly<Record<string, Started>>): Promise<() => Promise<Record<string, number>>> {
  const before = await secondsOf(parties);
  const ownBefore = process.cpuUsage();
  return async () => {
    const own = process.cpuUsage(ownBefore);
    const now = await secondsOf(parties);
    const used = Object.entries(now).map(([party, seconds]) => [party, seconds - (before[party] ?? 0)]);
    return { ...Object.fromEntries(used), 'the load generator': (own.user + own.system) / 1e6 };
  };
}

async function secondsOf(parties: Readonly<Record<string, Started>>): Promise<Record<string, number>> {
  const found = Object.entries(parties).map(async ([party, started]) => {
    const [first] = await started.pids();
    return [party, (first === undefined ? undefined : processFigures(first))?.cpuSeconds ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
