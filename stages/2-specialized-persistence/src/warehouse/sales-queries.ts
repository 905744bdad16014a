import type { CohortMonth, ProductSales, SalesDay, SalesReads } from '@outgrow/domain/shop';
import { isComplete } from '../sync/warehouse/watermarks.ts';
import type { Queries } from './queries.ts';
import { FileUnavailable, type WarehouseFile } from './warehouse-file.ts';

/** The sales as stage 1 tells them, from the file. */
export const salesIn = (file: WarehouseFile): SalesReads => ({
  salesByDay: (merchantId, from, to) => whole(file, ({ rows }) => rows<SalesDay>(SALES_BY_DAY, [merchantId, from, to])),
  topProducts: (merchantId, from, to, limit) =>
    whole(file, ({ rows }) => rows<ProductSales>(TOP_PRODUCTS, [merchantId, from, to, limit])),
  merchantCohorts: () => whole(file, ({ rows }) => rows<CohortMonth>(MERCHANT_COHORTS)),
});

/** A sum over a file that is half loaded would be wrong, and nobody could tell. */
function whole<T>(file: WarehouseFile, ask: (queries: Queries) => Promise<T>): Promise<T> {
  return file.read(async (queries) => {
    if (!(await isComplete(queries))) throw new FileUnavailable('not all has been loaded into the file yet: try again');
    return await ask(queries);
  });
}

const SOLD = `
  FROM (
    SELECT placed_at, order_id, unnest(lines) AS line FROM orders
    WHERE merchant_id = $1 AND status <> 'cancelled' AND placed_at >= $2::DATE AND placed_at < $3::DATE + 1
  )`;

const UNITS_AND_TOTAL = `sum(line.quantity)::BIGINT AS units, sum(line.quantity * line."priceMinor")::BIGINT AS "totalMinor"`;

const SALES_BY_DAY = `
  SELECT strftime(placed_at, '%Y-%m-%d') AS day, count(DISTINCT order_id) AS orders, ${UNITS_AND_TOTAL} ${SOLD}
  GROUP BY day ORDER BY day`;

const TOP_PRODUCTS = `
  SELECT line.sku AS sku, ${UNITS_AND_TOTAL} ${SOLD} GROUP BY line.sku ORDER BY units DESC, line.sku LIMIT $4::BIGINT`;

const MERCHANT_COHORTS = `
  WITH sold AS (
    SELECT merchant_id, strftime(placed_at, '%Y-%m') AS month, count(*) AS orders FROM orders
    WHERE status <> 'cancelled' GROUP BY merchant_id, month
  ), since AS (
    SELECT min(month) OVER (PARTITION BY merchant_id) AS cohort, month, orders FROM sold
  )
  SELECT cohort, month, count(*) AS merchants, sum(orders)::BIGINT AS orders FROM since
  GROUP BY cohort, month ORDER BY cohort, month LIMIT 1000`;
