import { setImmediate } from 'node:timers/promises';
import { isMissingTool } from './cannot-run.ts';
import { commit, type Machine, machine } from './machine.ts';
import { type Measure, type Measured, measureStage } from './measure-stage.ts';
import { loadStage, type StageFolder } from './stages.ts';

/** One stage of a tour: measured; skipped, since a tool it needs is missing; or failed. */
export type Stop = { stage: Measured['stage'] } & ({ measured: Measured } | { skipped: string } | { failed: string });

export interface Tour {
  format: 1;
  startedAt: string;
  seed: string;
  commit: string | null;
  machine: Machine;
  versions: { [tool: string]: string };
  market: { merchants: number; products: number; customers: number; orders: number };
  load: { workload: string; ratePerSecond: number; seconds: number };
  stops: Stop[];
}

/** Measures stages one after the other, every one there is as a rule. One that cannot be measured does not keep the others from it. */
export async function tour(
  folders: readonly StageFolder[],
  wanted: Measure,
  stopped: (stop: Stop) => void = () => {},
): Promise<Tour> {
  const { market, k6, workload, ratePerSecond, seconds } = wanted;
  const { seed, ...size } = market;
  const result: Tour = {
    format: 1,
    startedAt: new Date().toISOString(),
    seed,
    commit: commit(),
    machine: machine(),
    versions: { node: process.version, k6: k6.version },
    market: size,
    load: { workload, ratePerSecond, seconds },
    stops: [],
  };
  for (const folder of folders) {
    const stop = await stopAt(folder, wanted);
    result.stops.push(stop);
    stopped(stop);
  }
  return result;
}

async function stopAt(folder: StageFolder, wanted: Measure): Promise<Stop> {
  const { number, name } = folder;
  try {
    const progress = wanted.progress && ((message: string) => wanted.progress?.(`stage ${number}: ${message}`));
    const measured = await measureStage(await loadStage(folder), { ...wanted, ...(progress && { progress }) });
    return { stage: measured.stage, measured };
  } catch (error) {
    // A Ctrl-C that also hit a child we were waiting for is handed to us only now.
    await setImmediate();
    wanted.signal?.throwIfAborted();
    const stage = { number, name, title: name };
    if (isMissingTool(error)) return { stage, skipped: error.message };
    return { stage, failed: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether all went as it must: something was measured, nothing failed, and no anomaly was found. */
export const isSound = ({ stops }: Pick<Tour, 'stops'>): boolean =>
  stops.some((stop) => 'measured' in stop) &&
  stops.every((stop) => !('failed' in stop) && !('measured' in stop && !isSoundMeasure(stop.measured)));

// A load that never got through proves nothing, and of a journal at most the last line may be torn.
const isSoundMeasure = ({ anomalies, commands, unreadable }: Measured): boolean =>
  anomalies.count === 0 && commands.accepted > 0 && unreadable <= 1;
