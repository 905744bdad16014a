/**
 * A system failed. `not_applied`: the write certainly did not happen and may be sent again. `unknown`: nobody can say yet
 * whether it happened, so only a repeat with the same command id is safe. A timed-out write is unknown, never failed.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly system: string;
  readonly outcome: 'not_applied' | 'unknown';

  constructor(system: string, outcome: 'not_applied' | 'unknown', message: string, options?: { cause?: unknown }) {
    super(`${system}: ${message}`, options);
    this.system = system;
    this.outcome = outcome;
  }
}
