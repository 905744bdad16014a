import { CannotRun } from '@outgrow/harness/cannot-run';
import { Interrupted } from './interruption.ts';

/** Says what went wrong and gives the exit code. Only a bug shows its stack: of everything else the message says what to do. */
export function reportFailure(error: unknown, signal: AbortSignal): number {
  const stopped = signal.aborted ? signal.reason : error;
  if (stopped instanceof Interrupted) {
    process.stderr.write('outgrow: stopped\n');
    return stopped.exitCode;
  }
  if (!(error instanceof Error)) {
    process.stderr.write(`outgrow: ${String(error)}\n`);
    return 1;
  }
  const isBug = BUGS.some((kind) => error instanceof kind) || error.name === 'AssertionError';
  process.stderr.write(`outgrow: ${isBug || process.env.OUTGROW_DEBUG ? error.stack : error.message}\n`);
  return error instanceof CannotRun ? error.exitCode : 1;
}

const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError];
