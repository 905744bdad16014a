import { isDeepStrictEqual } from 'node:util';
import type { Progress } from '@outgrow/services/service';
import type { Stage, Topology } from '@outgrow/services/stage';
import { CannotRun } from './cannot-run.ts';
import { conclusionOf } from './conclude.ts';
import type { Point, Profile } from './experiment.ts';
import type { ExperimentResult, Trial } from './experiment-result.ts';
import type { FoundExperiment } from './experiments.ts';
import type { K6 } from './k6.ts';
import { provenance } from './machine.ts';
import { DEFAULT_MARKET, type MarketSize } from './market.ts';
import { ONE_INSTANCE, type Running, startStage } from './running.ts';
import { seed as seedMarket } from './seed.ts';
import { runTrial } from './trial.ts';

export interface RunOptions {
  k6: K6;
  profile: Profile;
  seed: string;
  progress?: Progress;
  /** Told of each trial when it is over. */
  finished?(trial: Trial): void;
  /** Aborted: all that runs is stopped, and what was measured so far is returned as a partial result. */
  signal?: AbortSignal;
}

/**
 * Runs an experiment on a stage. What stops it on its way, an interruption or a fault of its own, is told in `interrupted` of the
 * result, so that the trials that came before are not lost; `cause` is the error itself.
 */
export async function runExperiment(
  experiment: FoundExperiment,
  stage: Stage,
  options: RunOptions,
): Promise<{ result: ExperimentResult; cause?: unknown }> {
  const { id, name, question, expected, disproof, stages } = experiment;
  if (!stages.includes(stage.number))
    throw new CannotRun(`experiment ${id} does not run on stage ${stage.number}; it runs on ${stages.join(', ')}`, 2);
  const result: ExperimentResult = {
    ...provenance(options.k6),
    kind: 'experiment',
    experiment: { id, name, question, expected, disproof },
    stage: { number: stage.number, name: stage.name, title: stage.title },
    profile: options.profile.name,
    seed: options.seed,
    endedAt: '',
    trials: [],
  };
  let cause: unknown;
  try {
    for (let repetition = 1; repetition <= options.profile.repetitions; repetition += 1) {
      await repeat(experiment, stage, options, repetition, (trial) => {
        result.trials.push(trial);
        options.finished?.(trial);
      });
    }
    const conclusion = conclusionOf(experiment, result.trials);
    if (conclusion) result.conclusion = conclusion;
  } catch (error) {
    cause = options.signal?.aborted ? options.signal.reason : error;
    result.interrupted = cause instanceof Error ? cause.message : String(cause);
  }
  result.endedAt = new Date().toISOString();
  return { result, ...(cause !== undefined && { cause }) };
}

/** One repetition: each point after the other, with another market and another choice of the load than the repetition before. */
async function repeat(
  { id, plan }: FoundExperiment,
  stage: Stage,
  { k6, profile, seed, progress: tell = () => {}, signal }: RunOptions,
  repetition: number,
  measured: (trial: Trial) => void,
): Promise<void> {
  const points = plan(profile, stage)[Symbol.iterator]() as Iterator<Point, void, Trial | undefined>;
  const seedHere = repetition === 1 ? seed : `${seed}-${repetition}`;
  await using ground = new Ground(stage);
  let trial: Trial | undefined;
  for (let at = 1; ; at += 1) {
    const next = trial === undefined ? points.next() : points.next(trial);
    if (next.done) return;
    const point = next.value;
    signal?.throwIfAborted();
    const progress: Progress = (message) => tell(`${id} ${point.name}, ${repetition} of ${profile.repetitions}: ${message}`);
    const watch = { progress, ...(signal && { signal }) };
    const { running, market } = await ground.for(point, seedHere, watch);
    trial = await runTrial(running, point, { k6, market, repetition, run: `${seedHere}-${at}`, ...watch });
    measured(trial);
  }
}

/** A running, seeded stage that is kept from point to point as long as they need the same. */
class Ground implements AsyncDisposable {
  readonly #stage: Stage;
  #wanted: { topology: Topology; market: MarketSize } | undefined;
  #running: Running | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async for(
    { topology = {}, market: size }: Point,
    seed: string,
    watch: { progress: Progress; signal?: AbortSignal },
  ): Promise<{ running: Running; market: MarketSize }> {
    // CPUs are allotted for each load alone.
    const { cpus: _, ...started } = topology;
    const market = { ...DEFAULT_MARKET, ...size, seed };
    const wanted = { topology: { ...ONE_INSTANCE, ...started }, market };
    if (this.#running && isDeepStrictEqual(this.#wanted, wanted)) return { running: this.#running, market };
    await this[Symbol.asyncDispose]();
    this.#running = await startStage(this.#stage, wanted.topology, watch);
    this.#wanted = wanted;
    await seedMarket(this.#stage, this.#running.urls, market, watch);
    return { running: this.#running, market };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.[Symbol.asyncDispose]();
  }
}
