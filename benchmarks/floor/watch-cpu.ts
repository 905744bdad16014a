import { processFigures } from '@outgrow/services/process-figures';
import type { Started } from '@outgrow/services/service';
import { median } from './closed-loop.ts';
import type { Row } from './floor.ts';

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

/** What each party used per order in ms, for each round. */
export type CpuOfRounds = Readonly<Record<string, number>>[];

export function cpuRows(where: string, rounds: CpuOfRounds): Row[] {
  return Object.keys(rounds[0] ?? {}).map((party) => {
    const ms = rounds.map((used) => used[party] ?? Number.NaN);
    return {
      what: `processor time of ${party} per order ${where}, ms`,
      ratio: median(ms),
      aim: 'what holds it',
      shown: ms.map((each) => each.toFixed(2)).join('  '),
    };
  });
}

async function secondsOf(parties: Readonly<Record<string, Started>>): Promise<Record<string, number>> {
  const found = Object.entries(parties).map(async ([party, started]) => {
    const [first] = await started.pids();
    return [party, (first === undefined ? undefined : processFigures(first))?.cpuSeconds ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
