import type { Rejected } from '../refusals.ts';
import { rejected } from '../refusals.ts';

/** The refusal of a command that expected the record at another version. */
export const versionMismatch = (
  { expectedVersion }: { expectedVersion: number | null },
  { version }: { version: number },
): Rejected | undefined =>
  expectedVersion === null || expectedVersion === version
    ? undefined
    : rejected('version_mismatch', { expected: expectedVersion, found: version });
