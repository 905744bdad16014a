import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Command } from '../src/commands.ts';
import type { Accepted, Change, Given } from '../src/decide.ts';
import { decide } from '../src/decide.ts';
import type { Breach } from '../src/invariants.ts';
import { openCheck } from '../src/invariants.ts';
import type { Key, Seen } from '../src/keys.ts';
import { keyText } from '../src/keys.ts';
import type { AnyRecord, Kind, MerchantId, Records } from '../src/records.ts';
import { KINDS } from '../src/records.ts';
import type { Rejected } from '../src/refusals.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const NOW = '2026-03-01T12:00:00.000Z';

export const GIVEN: Given = { now: NOW, sha256 };

/** Records in memory under the rules a stage must keep: a put raises the version by one, an append replaces nothing. */
export class World {
  readonly #held = new Map<Kind, Map<string, Records[Kind]>>(KINDS.map((kind) => [kind, new Map()]));

  constructor(records: Iterable<AnyRecord> = []) {
    for (const record of records) this.#set(record);
  }

  gather(keys: readonly Key[]): Seen {
    return Object.fromEntries(keys.map((key) => [keyText(key), this.#of(key.kind).get(keyText(key)) ?? null])) as Seen;
  }

  /** Decides without applying. Each decision is made twice, since `decide` answers the same and leaves what it saw alone. */
  decide(command: Command): Accepted | Rejected {
    let seen: Seen = {};
    for (let round = 1; round <= 4; round += 1) {
      const decision = decide(command, Object.freeze(seen), GIVEN);
      expect(decide(command, seen, GIVEN), 'decide answers the same').toStrictEqual(decision);
      if ('reply' in decision) expectLowestLast(decision.changes);
      if (!('gather' in decision)) return decision;
      seen = { ...seen, ...this.gather(decision.gather) };
    }
    throw new Error(`${command.type} was not decided in 4 rounds`);
  }

  /** Applies all partitions, or only the first of them, as when a crash comes between two. */
  apply(changes: readonly Change[], partitions = Number.POSITIVE_INFINITY): void {
    const applied = [...new Set(changes.map(({ value }) => value.merchantId))].slice(0, partitions);
    for (const change of changes) if (applied.includes(change.value.merchantId)) this.#write(change);
  }

  execute(command: Command): Accepted | Rejected {
    const decision = this.decide(command);
    if ('reply' in decision) this.apply(decision.changes);
    return decision;
  }

  /** All records in the order of `KINDS`. */
  *records(): Generator<AnyRecord> {
    for (const [kind, held] of this.#held) for (const value of held.values()) yield { kind, value } as AnyRecord;
  }

  breaches(): Breach[] {
    const check = openCheck({ sha256 });
    for (const record of this.records()) check.see(record);
    return check.verdict().breaches;
  }

  #write(change: Change): void {
    const kind = 'put' in change ? change.put : change.append;
    const record = { kind, value: change.value } as AnyRecord;
    const before = this.#of(kind).get(place(record)) as { version: number } | undefined;
    if (!('put' in change)) expect(before, `an append to ${kind} replaces nothing`).toBeUndefined();
    else expect(change.value.version, `a put of ${place(record)} raises its version by one`).toBe((before?.version ?? 0) + 1);
    this.#set(record);
  }

  #set(record: AnyRecord): void {
    this.#of(record.kind).set(place(record), frozen(JSON.parse(JSON.stringify(record.value))));
  }

  #of(kind: Kind): Map<string, Records[Kind]> {
    return this.#held.get(kind) as Map<string, Records[Kind]>;
  }
}

/** Partition after partition, the lowest merchant last, each with one head, one audit record and one outcome. */
function expectLowestLast(changes: readonly Change[]): void {
  const at = changes.map(({ value }) => value.merchantId);
  expect(at, 'the changes stand lowest merchant last').toEqual([...at].sort().reverse());
  for (const kind of ['head', 'audit', 'outcome']) {
    const written = changes.filter((change) => ('put' in change ? change.put : change.append) === kind);
    expect(written.length, `one ${kind} per merchant`).toBe(merchantsIn(changes).length);
  }
}

/** The merchants of the changes in the order in which they are applied. */
export const merchantsIn = (changes: readonly Change[]): MerchantId[] => [
  ...new Set(changes.map(({ value }) => value.merchantId)),
];

/** Where a record stands: its key's text, for the kinds that have one. */
function place({ kind, value }: AnyRecord): string {
  switch (kind) {
    case 'head':
    case 'merchant':
      return `${kind}/${value.merchantId}/`;
    case 'product':
      return `product/${value.merchantId}/${value.sku}`;
    case 'order':
      return `order/${value.merchantId}/${value.orderId}`;
    case 'account':
      return `account/${value.merchantId}/${value.account}`;
    case 'outcome':
      return `outcome/${value.merchantId}/${value.commandId}`;
    case 'ledger':
      return `ledger/${value.merchantId}/${value.txId}/${value.account}`;
    case 'audit':
      return `audit/${value.merchantId}/${value.seq}`;
    case 'staffKey':
      return `staffKey/${value.merchantId}/${value.keyId}`;
    case 'customer':
      return `customer//${value.customerId}`;
    case 'category':
    case 'taxRate':
      return `${kind}//${value.categoryId}`;
  }
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') for (const inner of Object.values(Object.freeze(value))) frozen(inner);
  return value;
}
