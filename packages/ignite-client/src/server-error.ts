import { IgniteError, STATUS } from './error.ts';

/** What the server says can hold the whole of a task's session. */
const LONGEST_MESSAGE = 600;

/** Words of the general status that say that nothing was done. */
const UNDONE =
  /rolled back|Failed to prepare transaction|Failed to acquire lock within|deadlock|Failed to parse query|already exists|doesn't exist|topology is not valid|partition data has been lost|partition has been lost|duplicate key/i;

/** A status of its own is a refusal before anything was done. The general one may come from the midst of a write. */
export function errorOf(status: number, message: string, outcome: 'not_applied' | 'unknown'): IgniteError {
  const undone = status !== STATUS.failed || UNDONE.test(message);
  return new IgniteError(undone ? 'not_applied' : outcome, status, shortened(message));
}

// A task's failure names its session, all its settings and its cause, in this order.
function shortened(message: string): string {
  const cause = message.lastIndexOf(', err=');
  const short = cause === -1 ? message : message.slice(cause + ', err='.length).replace(/\]$/, '');
  return short.length > LONGEST_MESSAGE ? `${short.slice(0, LONGEST_MESSAGE)}…` : short;
}
