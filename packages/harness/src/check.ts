import { type Breach, openCheck } from '@outgrow/domain/invariants';
import type { Shop } from '@outgrow/domain/shop';
import type { Progress } from '@outgrow/services/service';
import { eachRecord } from './each-record.ts';
import { sha256 } from './market/secrets.ts';

export interface Checked {
  records: number;
  /** Breaches of the invariants, the first ones; `breachCount` is how many there are. */
  breaches: Breach[];
  breachCount: number;
}

/** Reads all records of a settled shop once, and holds them against the invariants. */
export async function check(shop: Shop, watch: { progress?: Progress; signal?: AbortSignal } = {}): Promise<Checked> {
  const invariants = openCheck({ sha256 });
  await eachRecord(shop, (record) => invariants.see(record), watch);
  const { breaches, count: breachCount, records } = invariants.verdict();
  return { records, breaches, breachCount };
}

/** A breach in one line. */
export const breachText = ({ invariant, merchantId, message }: Breach): string =>
  `${invariant}${merchantId === undefined ? '' : ` at ${merchantId}`}: ${message}`;
