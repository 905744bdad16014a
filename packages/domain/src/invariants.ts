import { auditChain } from './invariants/audit-chain.ts';
import { availableFunds } from './invariants/available-funds.ts';
import { balances } from './invariants/balances.ts';
import { conservedMoney } from './invariants/conserved-money.ts';
import { effectOnce } from './invariants/effect-once.ts';
import { everyMerchantNamed } from './invariants/every-merchant-named.ts';
import type { Hashing, OpenInvariant } from './invariants/invariant.ts';
import { orderTotals } from './invariants/order-totals.ts';
import { receivedUnits } from './invariants/received-units.ts';
import { stock } from './invariants/stock.ts';
import { transactions } from './invariants/transactions.ts';
import type { AnyRecord, Kind, MerchantId } from './records.ts';
import { KINDS } from './records.ts';

/** What the records of a shop at rest must hold, by name. */
export const invariants = {
  stock,
  'received-units': receivedUnits,
  'order-totals': orderTotals,
  transactions,
  balances,
  'available-funds': availableFunds,
  'conserved-money': conservedMoney,
  'audit-chain': auditChain,
  'every-merchant-named': everyMerchantNamed,
  'effect-once': effectOnce,
} as const satisfies { [name: string]: OpenInvariant };

export type InvariantName = keyof typeof invariants;

export interface Breach {
  invariant: InvariantName;
  /** The merchant at which it shows, where it is one. */
  merchantId?: MerchantId;
  /** What is wrong, with the numbers. */
  message: string;
}

export interface Verdict {
  /** The first `MAX_BREACHES`. */
  breaches: Breach[];
  /** All breaches there are. */
  count: number;
  counts: { [name in InvariantName]: number };
  records: number;
}

/** Enough to see what went wrong; a shop that has lost a partition would fill the memory with the rest. */
export const MAX_BREACHES = 100;

/** Checks all records of a shop at rest, as `Shop.records()` yields them. */
export async function checkRecords(records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>, given: Hashing): Promise<Verdict> {
  const check = openCheck(given);
  for await (const record of records) check.see(record);
  return check.verdict();
}

export interface Check {
  /** Takes the next record. They come in the order of `KINDS`, and the audit records of one merchant in the order of `seq`. */
  see(record: AnyRecord): void;
  /** Asked for once, after the last record. */
  verdict(): Verdict;
}

/** The same, record by record. */
export function openCheck(given: Hashing): Check {
  const verdict: Verdict = {
    breaches: [],
    count: 0,
    counts: Object.fromEntries(NAMES.map((name) => [name, 0])) as Verdict['counts'],
    records: 0,
  };
  const opened = NAMES.map((invariant) =>
    invariants[invariant]((message, merchantId) => {
      verdict.count += 1;
      verdict.counts[invariant] += 1;
      if (verdict.breaches.length >= MAX_BREACHES) return;
      verdict.breaches.push({ invariant, ...(merchantId === undefined ? {} : { merchantId }), message });
    }, given),
  );
  // Sorted by kind beforehand: a record then meets only the invariants that look at its kind.
  const watches = new Map<Kind, { place: number; see: ((value: never) => void)[] }>(
    KINDS.map((kind, place) => [kind, { place, see: opened.flatMap(({ see }) => see[kind] ?? []) }]),
  );
  let place = 0;
  return {
    see({ kind, value }) {
      const watch = watches.get(kind);
      if (!watch) throw new Error(`${kind} is no kind of record: ${KINDS.join(', ')} are`);
      if (watch.place < place)
        throw new Error(`${kind} records came after ${KINDS[place]} records: yield the kinds in the order of KINDS`);
      place = watch.place;
      verdict.records += 1;
      for (const see of watch.see) see(value as never);
    },
    verdict() {
      for (const { end } of opened) end?.();
      return verdict;
    },
  };
}

const NAMES = Object.keys(invariants) as InvariantName[];
