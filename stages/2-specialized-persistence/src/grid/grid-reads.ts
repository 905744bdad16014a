import { accountKey, merchantKey, productKey } from '@outgrow/domain/keys';
import type { BookReads, CatalogReads } from '@outgrow/domain/shop';
import type { DataGrid } from './data-grid.ts';

type Asked = CatalogReads & Pick<BookReads, 'account'>;

/** The reads that the grid answers, and of what it does not hold, those it is filled by. */
export const gridReads = (grid: DataGrid, asked: Asked): Asked => ({
  product: (merchantId, sku) => grid.read(productKey(merchantId, sku), () => asked.product(merchantId, sku)),

  merchant: (merchantId) => grid.read(merchantKey(merchantId), () => asked.merchant(merchantId)),

  account(merchantId, kind, page) {
    const load = () => asked.account(merchantId, kind, page);
    // What a later page shows depends on its cursor, and few come by it.
    return page.after === undefined ? grid.page(accountKey(merchantId, kind), page.limit, load) : load();
  },
});
