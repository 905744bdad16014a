import { setImmediate } from 'node:timers/promises';
import type { Progress } from '@outgrow/services/service';
import type { Stage } from '@outgrow/services/stage';
import { isMissingTool } from './cannot-run.ts';
import type { Trial } from './experiment-result.ts';
import type { K6 } from './k6.ts';
import { provenance } from './machine.ts';
import type { MarketSize } from './market.ts';
import { ONE_INSTANCE, startStage } from './running.ts';
import { seed as seedMarket } from './seed.ts';
import { loadStage, type StageFolder } from './stages.ts';
import type { TourResult, TourStop } from './tour-result.ts';
import { runTrial } from './trial.ts';

export interface TourOptions {
  k6: K6;
  market: MarketSize;
  workload: string;
  ratePerSecond: number;
  warmUpSeconds: number;
  seconds: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Measures stages one after the other, every one there is as a rule. One that cannot be measured does not keep the others from it. */
export async function tour(
  folders: readonly StageFolder[],
  options: TourOptions,
  stopped: (stop: TourStop) => void = () => {},
): Promise<TourResult> {
  const { market, k6, workload, ratePerSecond, seconds } = options;
  const { seed, ...size } = market;
  const result: TourResult = {
    ...provenance(k6),
    kind: 'tour',
    seed,
    market: size,
    load: { workload, ratePerSecond, seconds },
    stops: [],
  };
  for (const folder of folders) {
    const stop = await stopAt(folder, options);
    result.stops.push(stop);
    stopped(stop);
  }
  return result;
}

async function stopAt(folder: StageFolder, options: TourOptions): Promise<TourStop> {
  const { number, name } = folder;
  const { progress: tell = () => {}, signal } = options;
  try {
    const stage = await loadStage(folder);
    const progress: Progress = (message) => tell(`stage ${number}: ${message}`);
    return { stage: { number, name, title: stage.title }, measured: await measure(stage, { ...options, progress }) };
  } catch (error) {
    // A Ctrl-C that also hit a child we were waiting for is handed to us only now.
    await setImmediate();
    signal?.throwIfAborted();
    const stage = { number, name, title: name };
    if (isMissingTool(error)) return { stage, skipped: error.message };
    return { stage, failed: error instanceof Error ? error.message : String(error) };
  }
}

async function measure(stage: Stage, options: TourOptions): Promise<Trial> {
  const { k6, market, workload, ratePerSecond, warmUpSeconds, seconds, progress, signal } = options;
  const watch = { ...(progress && { progress }), ...(signal && { signal }) };
  await using running = await startStage(stage, ONE_INSTANCE, watch);
  await seedMarket(stage, running.urls, market, watch);
  const point = { name: stage.name, knobs: {}, load: { workload, ratePerSecond, warmUpSeconds, seconds } };
  // Awaited here: returned as a promise, it would find its stage stopped.
  return await runTrial(running, point, { k6, market, repetition: 1, run: market.seed, ...watch });
}

/**
 * Whether all went as it must: something was measured, nothing failed, and no anomaly was found. Figures that count for nothing
 * say so; what was checked, was checked.
 */
export const isSound = ({ stops }: Pick<TourResult, 'stops'>): boolean =>
  stops.some((stop) => 'measured' in stop) &&
  stops.every((stop) => !('failed' in stop) && !('measured' in stop && !isSoundTrial(stop.measured)));

// A load of which no command got through proves nothing.
const isSoundTrial = ({ anomalies, load }: Trial): boolean => anomalies === 0 && load.commands.accepted > 0;
