import { setImmediate } from 'node:timers/promises';
import type { Progress } from '@outgrow/services/service';
import type { Durability, Stage, Topology } from '@outgrow/services/stage';
import { isMissingTool } from './cannot-run.ts';
import { durabilitiesOf } from './durabilities.ts';
import type { Point } from './experiment.ts';
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
  /** How durable each stage is to be: like is compared with like, as far as stages have it. `all`: each with all it has, one after the other. */
  durability: Durability | 'all';
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
    for await (const stop of stopsAt(folder, options)) {
      result.stops.push(stop);
      stopped(stop);
    }
  }
  return result;
}

async function* stopsAt(folder: StageFolder, options: TourOptions): AsyncGenerator<TourStop> {
  const { number, name } = folder;
  const { durability: wanted, progress: tell = () => {}, signal } = options;
  const loaded = await attempted(() => loadStage(folder), signal);
  if (!('done' in loaded)) {
    yield { stage: { number, name, title: name }, ...loaded };
    return;
  }
  const stage = loaded.done;
  const had = durabilitiesOf(stage);
  for (const durability of wanted === 'all' ? had : [wanted]) {
    const topology = stage.durabilities[durability];
    const note = topology?.note;
    const place = { stage: { number, name, title: stage.title }, durability, ...(note !== undefined && { note }) };
    if (!topology) {
      yield { ...place, skipped: `it cannot be run with durability ${durability}; it can with ${had.join(', ')}` };
      continue;
    }
    const progress: Progress = (message) => tell(`stage ${number}${durability === 'fsync' ? '' : `, ${durability}`}: ${message}`);
    const trial = await attempted(() => measure(stage, topology, { ...options, progress }), signal);
    yield 'done' in trial ? { ...place, measured: trial.done } : { ...place, ...trial };
  }
}

/** What came of it, or why nothing did. An interruption is no such reason, and is thrown. */
async function attempted<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<{ done: T } | { skipped: string } | { failed: string }> {
  try {
    return { done: await work() };
  } catch (error) {
    // A Ctrl-C that also hit a child we were waiting for is handed to us only now.
    await setImmediate();
    signal?.throwIfAborted();
    if (isMissingTool(error)) return { skipped: error.message };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

async function measure(stage: Stage, topology: Partial<Topology>, options: TourOptions): Promise<Trial> {
  const { k6, market, workload, ratePerSecond, warmUpSeconds, seconds, progress, signal } = options;
  const watch = { ...(progress && { progress }), ...(signal && { signal }) };
  await using running = await startStage(stage, { ...ONE_INSTANCE, ...topology }, watch);
  await seedMarket(stage, running.urls, market, watch);
  const point: Point = {
    name: stage.name,
    knobs: {},
    load: { workload, ratePerSecond, warmUpSeconds, seconds },
    counts: true,
  };
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
