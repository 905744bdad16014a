import type { Stage, Topology } from '@outgrow/services/stage';
import type { Conclusion, Trial } from './experiment-result.ts';
import type { MarketSize } from './market.ts';
import type { ProbePlan } from './probes.ts';

/** One claim made runnable, as data. Lies in `benchmarks/experiments/<id>-<name>/experiment.ts` as its default export. */
export interface Experiment {
  /** What a team asks itself. */
  question: string;
  /** What the claim says will be seen. */
  expected: string;
  /** What would show that it does not hold. */
  disproof: string;
  /** The stages it can run on, by number. */
  stages: readonly number[];
  /**
   * The points of one repetition. Each is measured before the next is asked for, and a generator is handed what came of it: a
   * ladder of rates can end where there is nothing more to see. Points that follow each other on the same topology and market
   * share one running stage.
   */
  plan(profile: Profile, stage: Stage): Iterable<Point> | Generator<Point, void, Trial>;
  /** Makes the figure of the valid trials of all repetitions. Pure. */
  conclude(trials: readonly Trial[]): Conclusion;
}

/** How much is measured. The profiles lie in benchmarks/profiles.ts. */
export interface Profile {
  name: string;
  repetitions: number;
  /** Load before the measured part of a point, which no figure holds. */
  warmUpSeconds: number;
  /** The measured part of a point. */
  seconds: number;
  /** Whether an experiment takes all of its points or only those that show the shape. */
  points: 'few' | 'all';
}

/** One measurement: the stage as it is set up, and what is done to it. */
export interface Point {
  name: string;
  knobs: Trial['knobs'];
  topology?: Partial<Topology>;
  market?: Partial<Omit<MarketSize, 'seed'>>;
  load: PointLoad;
  faults?: readonly PlannedFault[];
  /** What the stage measures inside itself, by its names, one after the other before the load begins. */
  measures?: readonly PointMeasure[];
  /** All systems are asked for the same products while the load goes on. */
  probes?: ProbePlan;
  /** When all is over the copies are put right, and it is told how long that took. */
  repairs?: boolean;
  /** When all is over the stage is counted: its processes, ports, settings, libraries and lines. */
  counts?: true;
}

/** Either `ratePerSecond`, an open model, or `users`, a closed loop: stated where it is used. */
export interface PointLoad {
  workload: string;
  ratePerSecond?: number;
  users?: number;
  /** What else the workload does besides these sessions, in words: writers of its own, say. */
  besides?: string;
  warmUpSeconds: number;
  seconds: number;
  /** Settings of the workload, by the name of their environment variable. */
  settings?: Readonly<Record<string, string | number>>;
}

export interface PointMeasure {
  /** One of the stage's `measures`. */
  name: string;
  settings?: Readonly<Record<string, string | number>>;
}

export interface PlannedFault {
  fault: 'kill' | 'pause' | 'restart' | 'cut' | 'slow' | 'reset' | 'change';
  /**
   * A server or a group of servers by its name, or an app instance: `app 1`. What cuts, slows or resets takes a server that the topology links. `change`
   * takes one of the changes of the stage; it is undone to heal it.
   */
  target: string;
  /** From the begin of the measured part. */
  atSeconds: number;
  /** Healed after that; at the end of the load otherwise. */
  forSeconds?: number;
  /** By how much `slow` delays what comes back. */
  delayMs?: number;
}
