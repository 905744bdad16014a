import { type Breach, openCheck } from '@outgrow/domain/invariants';
import type { Shop } from '@outgrow/domain/shop';
import type { Progress } from '@outgrow/services/service';
import type { Journal } from './journal.ts';
import { sha256 } from './market/secrets.ts';
import { openVerify, type Verified } from './verify.ts';

export interface Checked {
  records: number;
  /** Breaches of the invariants, the first ones; `breachCount` is how many there are. */
  breaches: Breach[];
  breachCount: number;
  /** What clients were told against what is stored, where there is a journal of a load. */
  verified?: Verified;
}

export interface CheckOptions {
  /** What a load's clients were told, and when the load began. */
  told?: { journal: Journal; since: string };
  progress?: Progress;
  signal?: AbortSignal;
}

/** Reads all records of a settled shop once, and holds them against the invariants and against what clients were told. */
export async function check(shop: Shop, { told, progress = () => {}, signal }: CheckOptions = {}): Promise<Checked> {
  const invariants = openCheck({ sha256 });
  const verify = told && openVerify(told.journal, told.since);
  let count = 0;
  for await (const record of shop.records()) {
    invariants.see(record);
    verify?.see(record);
    count += 1;
    if (count % SAY_EVERY === 0) progress(`checking: ${count.toLocaleString('en')} records so far`);
    if (count % 1_000 === 0) signal?.throwIfAborted();
  }
  const { breaches, count: breachCount, records } = invariants.verdict();
  return { records, breaches, breachCount, ...(verify && { verified: verify.verdict() }) };
}

/** A breach in one line. */
export const breachText = ({ invariant, merchantId, message }: Breach): string =>
  `${invariant}${merchantId === undefined ? '' : ` at ${merchantId}`}: ${message}`;

const SAY_EVERY = 100_000;
