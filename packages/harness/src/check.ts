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
const breachText = ({ invariant, merchantId, message }: Breach): string =>
  `${invariant}${merchantId === undefined ? '' : ` at ${merchantId}`}: ${message}`;

/** What came of it, for a person: the breaches, each a line, or that there is none. */
export function checkedLines({ records, breaches, breachCount }: Checked): string[] {
  if (breachCount === 0) return [`${records.toLocaleString('en')} records: every invariant holds`];
  const more = breachCount - breaches.length;
  return [...breaches.map(breachText), ...(more > 0 ? [`and ${more.toLocaleString('en')} more`] : [])];
}

/** How many there are, of how many records. */
export const breachesText = ({ records, breachCount }: Checked): string =>
  `${breachCount.toLocaleString('en')} ${breachCount === 1 ? 'breach' : 'breaches'} in ${records.toLocaleString('en')} records`;
