import type { CheckerVerdict } from '@outgrow/checker/checker';
import type { Machine } from './machine.ts';
import type { PlatformCount } from './platform/platform-count.ts';
import type { ProbeFigures } from './probes.ts';

/** The content of a result file: one experiment on one stage. */
export interface ExperimentResult {
  format: typeof RESULT_FORMAT;
  kind: 'experiment';
  experiment: { id: string; name: string; question: string; expected: string; disproof: string };
  stage: { number: number; name: string; title: string };
  profile: string;
  /** `--seed` with it repeats the market and every choice of the load. */
  seed: string;
  startedAt: string;
  endedAt: string;
  /** Why it was stopped before its end; a result that has it is partial and concludes nothing. */
  interrupted?: string;
  commit: string | null;
  machine: Machine;
  versions: { [tool: string]: string };
  trials: Trial[];
  conclusion?: Conclusion;
  /** When and by which commit the figure was made anew from the trials; absent where it is of the run itself. */
  concludedAgain?: { at: string; commit: string | null };
}

export const RESULT_FORMAT = 2;

/** One point of one repetition: the stage as it was set up, the load it was put under, and what came of it. */
export interface Trial {
  name: string;
  /** From 1. */
  repetition: number;
  /** What the experiment varied. */
  knobs: { [name: string]: number | string };
  startedAt: string;
  instances: number;
  servers: { name: string; kind: string; version: string; mode: string }[];
  /** How CPUs were allotted, where they were: what each process got, and how. */
  allotments: { [process: string]: { cpus: number; how: string; note?: string } };
  /** What a link costs while nothing is wrong with it: a round trip, median. Absent where there is none. */
  linkBaseline?: { directMs: number; throughMs: number };
  load: LoadFigures;
  faults: {
    atSeconds: number;
    fault: string;
    target: string;
    healedAtSeconds?: number;
    /** Of a change: what was done, and how long each took. */
    steps?: { name: string; seconds: number }[];
  }[];
  /** What was sampled, over the measured part: mean and maximum by name, as `postgres.cpuShare`. */
  sampled: { [name: string]: { mean: number; max: number } };
  /** Every sample: `columns[0]` is seconds since the load began. Absent values are null. */
  samples: { columns: string[]; rows: (number | null)[][] };
  verdicts: TrialVerdict[];
  /** What the stage measured inside itself before the load, where the point wanted to know. */
  measured?: { [name: string]: number };
  /** What the systems said when all of them were asked at once, where the point wanted to know. */
  probes?: ProbeFigures;
  /** What the stage consists of, where the point wanted to know. */
  platform?: PlatformCount;
  /** Violations of what the stage promises. */
  anomalies: number;
  /** Violations of what it declares not to hold. */
  gaps: number;
  records: number;
  /** Why its figures count for nothing; absent where they count. */
  invalid?: string;
}

/** `promised`: the stage promises what this checks, so that a violation is an anomaly; otherwise it is a gap. */
export type TrialVerdict = CheckerVerdict & { promised: boolean };

export interface LoadFigures {
  workload: string;
  /** `open`: sessions begin at a rate, whatever becomes of the earlier ones. `closed`: each of `users` begins the next when it has ended one. */
  model: 'open' | 'closed';
  ratePerSecond?: number;
  users?: number;
  /** What else loaded the stage, in words. */
  besides?: string;
  warmUpSeconds: number;
  seconds: number;
  sessions: number;
  /** Sessions that could not begin at their time, since every virtual user was still busy. */
  dropped: number;
  requests: number;
  requestsPerSecond: number;
  all: Latency;
  operations: { name: string; latency: Latency }[];
  commands: { accepted: number; refused: number; failed: number; unknown: number };
  /** The commands that were accepted within the measured seconds, by their kind; absent in results from before it was told. */
  acceptedByKind?: { [kind: string]: number };
  refused: { [reason: string]: number };
  errors: { [code: string]: number };
  /** The cores the load generator used; how much of the machine was busy; how late sessions began (p99, ms). */
  generator: { cores?: number; machineBusy: number; lateP99Ms?: number };
}

/** From an HDR histogram over every request after the warm-up. */
export interface Latency {
  count: number;
  meanMs: number;
  p50Ms: number;
  p90Ms: number;
  p99Ms: number;
  p999Ms: number;
  maxMs: number;
}

/** What an experiment makes of its trials. */
export interface Conclusion {
  verdict: 'holds' | 'does not hold' | 'undecided';
  /** The figure, in one or two sentences with numbers: it stands in tables. */
  figure: string;
  /** Why the verdict, in a few sentences. */
  because: string;
  table: Table;
  charts: Chart[];
}

export interface Table {
  columns: string[];
  rows: (string | number)[][];
}

export interface Chart {
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** Lines across: a limit at `y`, a place at `x`. */
  rules?: { x?: number; y?: number; label: string }[];
}

export interface Axis {
  /** With its unit: `arrival rate (sessions/s)`. */
  label: string;
  scale?: 'linear' | 'log';
  /** A share from 0 to 1, shown in percent. */
  percent?: boolean;
  /** Lets the axis start here whatever the data. */
  from?: number;
}

export interface Series {
  name: string;
  /** `measured` is a line with a dot at each point and its range over the repetitions; `model` is dashed and without dots. */
  as: 'measured' | 'model';
  points: { x: number; y: number; low?: number; high?: number }[];
}
