import { auditText } from '../src/audit.ts';
import type { AccountKind, AnyRecord, AuditRecord, LedgerEntry, Order } from '../src/records.ts';
import { GENESIS } from '../src/records.ts';
import { NOW, sha256 } from './world.ts';

/** Records of merchant m1 for the smallest sets that keep or break one invariant: everything that it does not look at is left plain. */

export const product = (stock: number, received: number): AnyRecord => ({
  kind: 'product',
  value: {
    merchantId: 'm1',
    sku: 'tea',
    name: '',
    description: '',
    categoryId: 'drinks',
    priceMinor: 250,
    currency: 'EUR',
    taxBasisPoints: 0,
    stock,
    received,
    version: 1,
  },
});

/** An order of tea at 250 with a tax of 40. */
export const order = (quantity: number, over: Partial<Order> = {}): AnyRecord => ({
  kind: 'order',
  value: {
    merchantId: 'm1',
    orderId: 'm1.o',
    customerId: 'ann',
    lines: [{ sku: 'tea', quantity, priceMinor: 250, taxMinor: 40 }],
    currency: 'EUR',
    totalMinor: 250 * quantity,
    taxMinor: 40,
    placedAt: NOW,
    basketId: null,
    status: 'placed',
    version: 1,
    ...over,
  },
});

export const account = (
  account: AccountKind,
  balanceMinor: number,
  over: { merchantId?: string; currency?: string } = {},
): AnyRecord => ({ kind: 'account', value: { merchantId: 'm1', account, currency: 'EUR', balanceMinor, version: 1, ...over } });

export const entry = (account: AccountKind, amountMinor: number, over: Partial<LedgerEntry> = {}): AnyRecord => ({
  kind: 'ledger',
  value: { merchantId: 'm1', account, seq: 1, txId: 't', amountMinor, at: NOW, ...over },
});

/** A chain of audit records of the commands c1, c2 …, with the right numbers and hashes, but for what is given. */
export function trail(...wanted: readonly Partial<AuditRecord>[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const over of wanted) {
    const before = records.at(-1);
    const record = {
      merchantId: 'm1',
      seq: (before?.seq ?? 0) + 1,
      commandId: `c${records.length + 1}`,
      type: 'ship-order',
      by: 'staff',
      at: NOW,
      merchants: ['m1'],
      detail: { orderId: 'm1.o' },
      prevHash: before?.hash ?? GENESIS,
      ...over,
    };
    records.push({ ...record, hash: sha256(auditText(record)) });
  }
  return records;
}

export const audit = (...records: readonly AuditRecord[]): AnyRecord[] => records.map((value) => ({ kind: 'audit', value }));

export const head = (auditSeq: number, auditHash: string): AnyRecord => ({
  kind: 'head',
  value: { merchantId: 'm1', auditSeq, auditHash, version: auditSeq },
});

export const outcome = (commandId: string, merchantId = 'm1'): AnyRecord => ({
  kind: 'outcome',
  value: { merchantId, commandId, fingerprint: '', reply: null },
});
