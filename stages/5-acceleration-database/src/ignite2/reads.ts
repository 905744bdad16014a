import { merchantOfOrder } from '@outgrow/domain/keys';
import type { Account, AuditRecord, LedgerEntry } from '@outgrow/domain/records';
import type { BookReads, CatalogReads, CustomerReads, OrderReads } from '@outgrow/domain/shop';
import type { Cluster } from './cluster.ts';
import { MAX_SEQ, pageOf, placeOf, seqOf, timeIn } from './pages.ts';
import type { RecordCaches } from './record-caches.ts';
import type { RecordReads } from './record-reads.ts';
import { rowsOf } from './rows-of.ts';

/** The reads that name what they want: by key, or by the owner and page by page. */
export const reads = (
  cluster: Cluster,
  caches: RecordCaches,
  records: RecordReads,
): CatalogReads & OrderReads & BookReads & CustomerReads => ({
  product: (merchantId, sku) => records.one('product', merchantId, sku),

  merchant: (merchantId) => records.one('merchant', merchantId),

  customer: (customerId) => records.one('customer', customerId),

  order: (orderId) => records.one('order', merchantOfOrder(orderId), orderId),

  async ordersOf(customerId, page) {
    const place = placeOf(page, ['string', 'string']);
    const placedAt = place && new Date(timeIn(place[0]));
    const further = place ? 'AND PLACED_AT <= ? AND (PLACED_AT < ? OR ORDER_ID < ?)' : '';
    const rows = await cluster.read('orders of', async () => {
      const { columns } = await caches.of('order');
      const sql = `SELECT ${columns.join(', ')} FROM ORDERS WHERE CUSTOMER_ID = ? ${further} ORDER BY PLACED_AT DESC, ORDER_ID DESC LIMIT ?`;
      return rowsOf(
        await cluster.client.query(sql, [customerId, ...(place ? [placedAt, placedAt, place[1]] : []), page.limit + 1]),
      );
    });
    return pageOf(await records.of('order', rows), page.limit, (order) => [order.placedAt, order.orderId]);
  },

  async account(merchantId, account, page) {
    const before = seqOf(page, MAX_SEQ);
    const asked = JSON.stringify({ merchantId, account, before, limit: page.limit + 1 });
    const answer = await cluster.read('account', (timeoutMs) =>
      cluster.client.execute(ACCOUNT_PAGE, asked, { near: { cache: 'HEADS', key: merchantId }, timeoutMs, idempotent: true }),
    );
    const found = JSON.parse(String(answer)) as { account: Account; entries: LedgerEntry[] } | null;
    return found ? { account: found.account, entries: pageOf(found.entries, page.limit, (entry) => [entry.seq]) } : undefined;
  },

  async audit(merchantId, page) {
    const after = seqOf(page, 0);
    const ids = Array.from({ length: page.limit + 1 }, (_, at) => [merchantId, after + 1 + at] as const);
    const found = await records.many(
      'audit',
      ids.filter(([, seq]) => seq <= MAX_SEQ),
    );
    // A record that is written while this is read may be seen without the one before it.
    const end = found.indexOf(undefined);
    const trail = (end < 0 ? found : found.slice(0, end)) as AuditRecord[];
    return pageOf(trail, page.limit, (record) => [record.seq]);
  },
});

const ACCOUNT_PAGE = 'outgrow.shop.AccountPage';
