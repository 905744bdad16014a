import { constants } from 'node:os';

const STOPPING = [constants.signals.SIGHUP, constants.signals.SIGINT, constants.signals.SIGTERM];

/** What a person must mend before anything can run. Shown as one line, without a stack. */
export class Missing extends Error {
  exitCode = 1;
}

/** A step that was run and did not succeed: its own words stand above, its exit code becomes ours. */
export class StepFailed extends Missing {
  /**
   * @param {string} what
   * @param {number} exitCode
   * @param {string} after
   */
  constructor(what, exitCode, after) {
    const how = wasStopped(exitCode) ? 'was stopped' : `failed with exit code ${exitCode}, for the reason above`;
    super(`${what}: ${how}, after ${after}; run this again to go on`);
    this.what = what;
    this.exitCode = exitCode;
    /** By a signal, which was meant for us: no other way is tried. */
    this.wasStopped = wasStopped(exitCode);
  }
}

/**
 * Whether a command that ended with this was told to, by a signal that was meant for us.
 * @param {number} exitCode
 */
export function wasStopped(exitCode) {
  return STOPPING.includes(exitCode - 128);
}

/**
 * Runs an entry file's work. Its number is the exit code; what a person must mend ends it with one line.
 * @param {() => Promise<number>} work
 */
export async function orOneLine(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.error(`outgrow: ${error.message}`);
    process.exitCode = error.exitCode;
  }
}
