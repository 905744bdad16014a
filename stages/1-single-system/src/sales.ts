import type { CohortMonth, ProductSales, SalesDay, SalesReads } from '@outgrow/domain/shop';
import type { Database } from '@outgrow/postgres-shop/database';

/** Sales straight from the orders: no second copy, and a longer wait the more there are. */
export const sales = (from: Database): SalesReads => ({
  salesByDay: (merchantId, first, last) => from.rows<SalesDay>('sales by day', SALES_BY_DAY, [merchantId, first, last]),
  topProducts: (merchantId, first, last, limit) =>
    from.rows<ProductSales>('top products', TOP_PRODUCTS, [merchantId, first, last, limit]),
  merchantCohorts: () => from.rows<CohortMonth>('merchant cohorts', MERCHANT_COHORTS, []),
});

const SOLD = `
  FROM orders, LATERAL (
    SELECT sku, quantity, quantity * "priceMinor" AS total FROM json_to_recordset(lines) AS line(sku text, quantity bigint, "priceMinor" bigint)
  ) AS sold
  WHERE merchant_id = $1 AND status <> 'cancelled'
    AND placed_at >= $2::date::timestamp AT TIME ZONE 'UTC' AND placed_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC'`;

const SALES_BY_DAY = `
  SELECT to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(DISTINCT order_id) AS orders,
    sum(quantity)::bigint AS units, sum(total)::bigint AS "totalMinor" ${SOLD} GROUP BY day ORDER BY day`;

const TOP_PRODUCTS = `
  SELECT sku, sum(quantity)::bigint AS units, sum(total)::bigint AS "totalMinor" ${SOLD}
  GROUP BY sku ORDER BY units DESC, sku LIMIT $4`;

const MERCHANT_COHORTS = `
  WITH sold AS (
    SELECT merchant_id, to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*) AS orders FROM orders
    WHERE status <> 'cancelled' GROUP BY merchant_id, month
  ), since AS (
    SELECT min(month) OVER (PARTITION BY merchant_id) AS cohort, month, orders FROM sold
  )
  SELECT cohort, month, count(*) AS merchants, sum(orders)::bigint AS orders FROM since
  GROUP BY cohort, month ORDER BY cohort, month LIMIT 1000`;
