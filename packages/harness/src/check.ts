import { type Breach, openCheck } from '@outgrow/domain/invariants';
import type { Shop } from '@outgrow/domain/shop';
import type { Progress } from '@outgrow/services/service';
import { sha256 } from './market/secrets.ts';

export interface Checked {
  records: number;
  /** Breaches of the invariants, the first ones; `breachCount` is how many there are. */
  breaches: Breach[];
  breachCount: number;
}

/** Reads all records of a settled shop once, and holds them against the invariants. */
export async function check(
  shop: Shop,
  { progress = () => {}, signal }: { progress?: Progress; signal?: AbortSignal } = {},
): Promise<Checked> {
  const invariants = openCheck({ sha256 });
  let count = 0;
  for await (const record of shop.records()) {
    invariants.see(record);
    count += 1;
    if (count % SAY_EVERY === 0) progress(`checking: ${count.toLocaleString('en')} records so far`);
    if (count % 1_000 === 0) signal?.throwIfAborted();
  }
  const { breaches, count: breachCount, records } = invariants.verdict();
  return { records, breaches, breachCount };
}

/** A breach in one line. */
export const breachText = ({ invariant, merchantId, message }: Breach): string =>
  `${invariant}${merchantId === undefined ? '' : ` at ${merchantId}`}: ${message}`;

const SAY_EVERY = 100_000;
