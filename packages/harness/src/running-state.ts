import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyAlive, findProcess, type ProcessId } from '@outgrow/services/process-table';
import { CannotRun } from './cannot-run.ts';
import type { MarketSize } from './market.ts';
import { stateFolder } from './places.ts';
import type { Running } from './running.ts';
import { shopVariables } from './shop-variables.ts';

/** What other commands must know of a stage that runs. It holds credentials: readable by its owner alone. */
export interface RunningState {
  format: 1;
  stage: number;
  /** The process that runs the stage and stops it again. */
  process: ProcessId;
  /** Absent until it is ready. */
  ready?: { appUrls: readonly string[]; urls: Running['urls']; operatorKey: string };
  /** The market it was seeded with. */
  market?: MarketSize;
}

export const stateFile = (stage: number): string => join(runFolder(), `${stage}.json`);
/** Variables for a shell. */
export const variablesFile = (stage: number): string => join(runFolder(), `${stage}.env`);
export const logFile = (stage: number): string => join(runFolder(), `${stage}.log`);

/** Takes the stage's place for this process. One that another process still holds is refused. */
export function claim(stage: number): RunningState {
  const own = findProcess(process.pid);
  if (!own) throw new Error('this process is not in the process table');
  const state: RunningState = { format: 1, stage, process: own };
  const holder = readState(stage);
  if (holder) throw alreadyUp(holder);
  mkdirSync(runFolder(), { recursive: true, mode: 0o700 });
  const fresh = `${stateFile(stage)}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(state), { mode: 0o600 });
  try {
    // A link is made whole or not at all, and never over another's.
    linkSync(fresh, stateFile(stage));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyUp(readState(stage));
    throw error;
  } finally {
    rmSync(fresh);
  }
  return state;
}

/** The state of a stage that runs. What a process left behind that is gone is cleared away. */
export function readState(stage: number): RunningState | undefined {
  let state: RunningState;
  try {
    state = JSON.parse(readFileSync(stateFile(stage), 'utf8')) as RunningState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Torn or of another format: nobody can make anything of it.
    release(stage);
    return undefined;
  }
  if (state.format === 1 && anyAlive([state.process])) return state;
  release(stage);
  return undefined;
}

/** The stages that run. */
export function runningStates(): RunningState[] {
  let files: string[];
  try {
    files = readdirSync(runFolder());
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    const number = /^(\d+)\.json$/.exec(file)?.[1];
    return number === undefined ? [] : (readState(Number(number)) ?? []);
  });
}

/** A running stage that is ready, for commands that work on one. */
export function readyState(stage: number): RunningState & Required<Pick<RunningState, 'ready'>> {
  const state = readState(stage);
  if (!state) throw new CannotRun(`stage ${stage} is not up; start it with: npm run outgrow -- up ${stage}`);
  if (!state.ready) throw new CannotRun(`stage ${stage} is still starting; wait for its ready line`);
  return { ...state, ready: state.ready };
}

export function writeState(state: RunningState): void {
  writePrivately(stateFile(state.stage), `${JSON.stringify(state, null, 2)}\n`);
  if (!state.ready) return;
  const { appUrls, operatorKey } = state.ready;
  writePrivately(
    variablesFile(state.stage),
    shopVariables({ shop: appUrls[0] ?? '', operatorKey, ...(state.market && { seed: state.market.seed }) }),
  );
}

export function release(stage: number): void {
  for (const file of [stateFile(stage), variablesFile(stage)]) rmSync(file, { force: true });
}

/** In one step, so that nobody reads half of it. */
function writePrivately(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}

/** The refusal of a second one beside the one that holds the stage's place. */
export const alreadyUp = (holder: RunningState | undefined): CannotRun => {
  const number = holder?.stage ?? '';
  return new CannotRun(
    `stage ${number} is already up (process ${holder?.process.pid}); stop it with: npm run outgrow -- down ${number}`,
  );
};

const runFolder = (): string => join(stateFolder(), 'run');
