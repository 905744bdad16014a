/** The server's own status (1 and above), or what this side met. */
export type IgniteErrorCode = number | 'CONNECTION' | 'TIMEOUT' | 'BUSY' | 'CLOSED' | 'VALUE';

/** The general status of the thin client's protocol, which says nothing of what was done. */
export const STATUS = { failed: 1 } as const;

/**
 * A call that failed. `not_applied`: nothing was written, and the call may be made again. `unknown`: it was sent, and what
 * became of it is not known.
 */
export class IgniteError extends Error {
  readonly outcome: 'not_applied' | 'unknown';
  readonly code: IgniteErrorCode;

  constructor(outcome: 'not_applied' | 'unknown', code: IgniteErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IgniteError';
    this.outcome = outcome;
    this.code = code;
  }
}
