import type { CohortMonth, ProductSales, SalesDay, SalesReads } from '@outgrow/domain/shop';
import type { Cluster } from './cluster.ts';

/**
 * Sales by SQL over the orders themselves. An order lies with its lines, by their merchant, so that they are joined within one node: joined by
 * anything else, rows would be missing, and nothing would say so. SQL is no snapshot here: an order that is being committed
 * may be counted with a part of its lines; one that was acknowledged is there whole.
 */
export const sales = (cluster: Cluster): SalesReads => ({
  async salesByDay(merchantId, from, to) {
    const rows = await found<[string, number, number, number]>(cluster, 'sales by day', SALES_BY_DAY, [
      merchantId,
      ...during(from, to),
    ]);
    return rows.map(([day, orders, units, totalMinor]): SalesDay => ({ day, orders, units, totalMinor }));
  },

  async topProducts(merchantId, from, to, limit) {
    const args = [merchantId, ...during(from, to), limit];
    const rows = await found<[string, number, number]>(cluster, 'top products', TOP_PRODUCTS, args);
    return rows.map(([sku, units, totalMinor]): ProductSales => ({ sku, units, totalMinor }));
  },

  async merchantCohorts() {
    const rows = await found<[string, string, number, number]>(cluster, 'merchant cohorts', MERCHANT_COHORTS, []);
    return rows.map(([cohort, month, merchants, orders]): CohortMonth => ({ cohort, month, merchants, orders }));
  },
});

async function found<Row>(cluster: Cluster, operation: string, sql: string, args: (string | number)[]): Promise<Row[]> {
  const { rows } = await cluster.read(operation, (timeoutMs) => cluster.client.query(sql, args, { timeoutMs }));
  return rows as Row[];
}

// Times have milliseconds, and the nodes run in UTC.
const during = (from: string, to: string): string[] => [`${from} 00:00:00.000`, `${to} 23:59:59.999`];

const UNITS = 'CAST(SUM(L.QUANTITY) AS BIGINT)';
const TOTAL = 'CAST(SUM(L.QUANTITY * L.PRICE_MINOR) AS BIGINT)';
const SOLD = `FROM ORDERS O JOIN ORDER_LINES L ON L.MERCHANT_ID = O.MERCHANT_ID AND L.ORDER_ID = O.ORDER_ID
  WHERE O.MERCHANT_ID = ?1 AND O.STATUS <> 'cancelled' AND O.PLACED_AT BETWEEN CAST(?2 AS TIMESTAMP) AND CAST(?3 AS TIMESTAMP)`;

const SALES_BY_DAY = `
  SELECT FORMATDATETIME(O.PLACED_AT, 'yyyy-MM-dd') AS SOLD_ON, COUNT(DISTINCT O.ORDER_ID), ${UNITS}, ${TOTAL} ${SOLD}
  GROUP BY SOLD_ON ORDER BY SOLD_ON`;

const TOP_PRODUCTS = `
  SELECT L.SKU, ${UNITS} AS UNITS, ${TOTAL} ${SOLD} GROUP BY L.SKU ORDER BY UNITS DESC, L.SKU LIMIT ?4`;

// Each node groups its own merchants; what it hands over to be put together is a row for each merchant and month.
const MERCHANT_COHORTS = `
  SELECT COHORT, SOLD_IN, COUNT(*), CAST(SUM(SOLD) AS BIGINT)
  FROM (SELECT MERCHANT_ID, FORMATDATETIME(PLACED_AT, 'yyyy-MM') AS SOLD_IN, COUNT(*) AS SOLD FROM ORDERS
        WHERE STATUS <> 'cancelled' GROUP BY MERCHANT_ID, SOLD_IN) AS MONTHS
  JOIN (SELECT MERCHANT_ID, FORMATDATETIME(MIN(PLACED_AT), 'yyyy-MM') AS COHORT FROM ORDERS
        WHERE STATUS <> 'cancelled' GROUP BY MERCHANT_ID) AS FIRSTS ON FIRSTS.MERCHANT_ID = MONTHS.MERCHANT_ID
  GROUP BY COHORT, SOLD_IN ORDER BY COHORT, SOLD_IN LIMIT 1000`;
