import type { Change } from '@outgrow/domain/decide';
import type { Kind } from '@outgrow/domain/records';
import { insertInto, recordset } from './columns.ts';
import type { Statement } from './round-trip.ts';
import { statementsOf } from './round-trip.ts';

/**
 * The statement that writes all changes. Balances and heads that are there already are not sent: the ledger's and the audit
 * trail's triggers move them, so that they cannot drift from the entries they stand for.
 */
export function applying(changes: readonly Change[]): Statement {
  const written = Map.groupBy(changes, partOf);
  written.delete(undefined);
  const parts = ([...written.keys()] as Part[]).sort();
  const values = parts.map((part) => JSON.stringify(written.get(part)?.map(({ value }) => value)));
  return applyingParts(parts, values);
}

type Part = keyof typeof writes;

function partOf(change: Change): Part | undefined {
  if ('append' in change) return change.append;
  const isNew = change.value.version === 1;
  switch (change.put) {
    case 'head':
    case 'account':
      return isNew ? `new ${change.put}` : undefined;
    case 'merchant':
      return 'new merchant';
    case 'product':
    case 'order':
      return isNew ? `new ${change.put}` : change.put;
  }
}

const insert = (kind: Kind) => (parameter: string) => insertInto(kind, parameter);

// No update looks at the record's version: whatever changed it has moved the head too, and then the audit record is refused.
const writes = {
  'new merchant': insert('merchant'),
  // Without its balance, which only entries move.
  'new account': (parameter: string) =>
    `INSERT INTO accounts (merchant_id, account, currency, version)
     SELECT "merchantId", account, currency, version FROM ${recordset('account', parameter)}`,
  'new product': insert('product'),
  'new order': insert('order'),
  // A new head stands before its first audit record, whose trigger moves it on.
  'new head': (parameter: string) => `INSERT INTO heads (merchant_id) SELECT "merchantId" FROM ${recordset('head', parameter)}`,
  product: (parameter: string) =>
    `UPDATE products SET price_minor = "priceMinor", stock = put.stock, received = put.received, version = put.version
     FROM ${recordset('product', parameter)} WHERE merchant_id = "merchantId" AND products.sku = put.sku`,
  order: (parameter: string) =>
    `UPDATE orders SET status = put.status, version = put.version
     FROM ${recordset('order', parameter)} WHERE merchant_id = "merchantId" AND order_id = "orderId"`,
  ledger: insert('ledger'),
  audit: insert('audit'),
  outcome: insert('outcome'),
} as const;

/** The statement that writes some parts at once; each has one parameter, its records as a JSON array. */
export function applyStatement(parts: readonly Part[]): string {
  const written = parts.map((part, index) => `${part.replace(' ', '_')}_written AS (${writes[part](`$${index + 1}::json`)})`);
  return `WITH ${written.join(', ')} SELECT`;
}

const applyingParts = statementsOf('apply', applyStatement);
