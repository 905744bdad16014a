import { merchantOfOrder } from '@outgrow/domain/keys';
import type { Account, AccountKind, AuditRecord, Customer, LedgerEntry, Merchant, Order, Product } from '@outgrow/domain/records';
import type { BookReads, CatalogReads, CustomerReads, OrderReads } from '@outgrow/domain/shop';
import { InvalidCursor } from '@outgrow/domain/shop';
import { selectList } from './columns.ts';
import type { Database } from './database.ts';
import { pageOf, placeOf } from './pages.ts';

/** The reads that name what they want: by key, or by the owner and page by page. */
export const reads = (from: Database): CatalogReads & OrderReads & BookReads & CustomerReads => ({
  product: (merchantId, sku) => from.row<Product>('product', PRODUCT, [merchantId, sku]),

  merchant: (merchantId) => from.row<Merchant>('merchant', MERCHANT, [merchantId]),

  customer: (customerId) => from.row<Customer>('customer', CUSTOMER, [customerId]),

  order: (orderId) => from.row<Order>('order', ORDER, [merchantOfOrder(orderId), orderId]),

  async ordersOf(customerId, page) {
    const place = placeOf(page, ['string', 'string']);
    if (place && !isTime(String(place[0]))) throw new InvalidCursor('the cursor is not one of this shop');
    const rows = await from.rows<Order>(place ? 'orders of, on' : 'orders of', place ? ORDERS_OF_ON : ORDERS_OF, [
      customerId,
      page.limit + 1,
      ...(place ?? []),
    ]);
    return pageOf(rows, page.limit, (order) => [order.placedAt, order.orderId]);
  },

  async account(merchantId, kind, page) {
    const before = seqOf(placeOf(page, ['number']), MAX_SEQ);
    // One statement, so that the balance and the entries are of one moment.
    const found = await from.row<{ account: Account; entries: LedgerEntry[] }>('account', ACCOUNT, [
      merchantId,
      kind satisfies AccountKind,
      before,
      page.limit + 1,
    ]);
    return found && { account: found.account, entries: pageOf(found.entries, page.limit, (entry) => [entry.seq]) };
  },

  async audit(merchantId, page) {
    const after = seqOf(placeOf(page, ['number']), 0);
    const rows = await from.rows<AuditRecord>('audit', AUDIT, [merchantId, after, page.limit + 1]);
    return pageOf(rows, page.limit, (record) => [record.seq]);
  },
});

const MAX_SEQ = 2 ** 31 - 1;

/** Only times as this shop writes them: Postgres refuses many that JavaScript takes. */
const isTime = (text: string): boolean =>
  /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

function seqOf(place: (string | number)[] | null, first: number): number {
  if (!place) return first;
  const seq = Number(place[0]);
  if (!Number.isInteger(seq) || seq < 0 || seq > MAX_SEQ) throw new InvalidCursor('the cursor is not one of this shop');
  return seq;
}

// Made once: a text put together at each read would cost the busiest ones more than sending it.
const PRODUCT = `SELECT ${selectList('product')} FROM products WHERE merchant_id = $1 AND sku = $2`;
const MERCHANT = `SELECT ${selectList('merchant')} FROM merchants WHERE merchant_id = $1`;
const CUSTOMER = `SELECT ${selectList('customer')} FROM customers WHERE customer_id = $1`;
const ORDER = `SELECT ${selectList('order')} FROM orders WHERE merchant_id = $1 AND order_id = $2`;
const AUDIT = `SELECT ${selectList('audit')} FROM audit_records WHERE merchant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`;
const ordersOf = (further: string): string =>
  `SELECT ${selectList('order')} FROM orders WHERE customer_id = $1 ${further}
   ORDER BY orders.placed_at DESC, orders.order_id DESC LIMIT $2`;
const ORDERS_OF = ordersOf('');
const ORDERS_OF_ON = ordersOf('AND (placed_at, order_id) < ($3::timestamptz, $4)');
const ACCOUNT = `
  SELECT (SELECT row_to_json(record) FROM (SELECT ${selectList('account')}) AS record) AS account,
    coalesce((SELECT json_agg(entry) FROM (
      SELECT ${selectList('ledger')} FROM ledger_entries
      WHERE ledger_entries.merchant_id = $1 AND ledger_entries.account = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4
    ) AS entry), '[]') AS entries
  FROM accounts WHERE accounts.merchant_id = $1 AND accounts.account = $2`;
