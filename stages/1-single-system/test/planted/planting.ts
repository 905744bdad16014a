import { productName } from '@outgrow/checker/told';
import { auditRecord } from '@outgrow/domain/audit';
import type { Command } from '@outgrow/domain/commands';
import type { AccountKind, AnyRecord, AuditRecord, Head, Order, Outcome } from '@outgrow/domain/records';
import { insertInto } from '@outgrow/postgres-shop/columns';
import { given as fixed, sent } from '../../../../packages/postgres-shop/test/commands.ts';
import type { Found } from './found.ts';
import type { Offenders } from './offenders.ts';

/** What is broken on purpose in the records of a shop at rest, and all that the checkers find then. */
export interface Plant {
  sql: string;
  found: Found;
}

/** By what is broken. */
export type Plants = { readonly [what: string]: (shop: Offenders) => Plant };

export const isOrder = ({ merchantId, orderId }: Order): string => `merchant_id = '${merchantId}' AND order_id = '${orderId}'`;

export const isProduct = ({ merchantId, sku }: { merchantId: string; sku: string }): string =>
  `merchant_id = '${merchantId}' AND sku = '${sku}'`;

export const isAudit = ({ merchantId, seq }: Pick<AuditRecord, 'merchantId' | 'seq'>): string =>
  `merchant_id = '${merchantId}' AND seq = ${seq}`;

/** How the stock of a product gives away that it was moved behind the back of the shop: some client had seen it before. */
export const unexplained = (product: { merchantId: string; sku: string }): Found => ({
  'linearizable stock': [`product ${productName(product.merchantId, product.sku)}: no order of its`],
});

/** The one product that an order of the load holds at a merchant, and how many units of it. */
export function sold({ merchantId, lines }: Order): { merchantId: string; sku: string; quantity: number } {
  const [line, ...more] = lines;
  if (!line || more.length > 0) throw new Error('an order of the load holds one line');
  return { merchantId, sku: line.sku, quantity: line.quantity };
}

/** Inserts a record; the triggers move what follows from it. */
export const inserted = ({ kind, value }: AnyRecord): string => insertInto(kind, `'${JSON.stringify([value])}'::json`);

/** Two entries; the triggers move the balances. */
export const booked = (merchantId: string, from: AccountKind, to: AccountKind, amountMinor: number): string =>
  `INSERT INTO ledger_entries (merchant_id, account, seq, tx_id, amount_minor, at) VALUES
    ('${merchantId}', '${from}', 1000000, 'planted', -${amountMinor}, now()),
    ('${merchantId}', '${to}', 1000000, 'planted', ${amountMinor}, now())`;

/** Now, since what was recorded before the load is no business of its checkers. */
const given = () => ({ ...fixed, now: new Date().toISOString() });

/** The audit record of a command that nobody sent, sound in itself, and its outcome. */
export function recorded(head: Head, merchants: readonly string[]): { audit: AuditRecord; outcome: Outcome } {
  const command = { ...sent('planted'), type: 'transfer-funds' } as Command;
  const { merchantId } = head;
  const { commandId, fingerprint } = command;
  return {
    audit: auditRecord(head, command, merchants, {}, given()),
    outcome: { merchantId, commandId, fingerprint, reply: {} },
  };
}

/** The audit record of a command that is recorded once more, sound in itself. */
export const recordedAgain = (head: Head, { commandId, type, by, merchants, detail }: AuditRecord): AuditRecord =>
  auditRecord(head, { commandId, type, by } as Command, merchants, detail, given());
