import type { Order } from '@outgrow/domain/records';
import type { CohortMonth, ProductSales, SalesDay } from '@outgrow/domain/shop';

/** The sales of orders, told the plain way. */
export function salesByDay(orders: readonly Order[], merchantId: string): SalesDay[] {
  const ofDay = Map.groupBy(sold(orders, merchantId), ({ placedAt }) => placedAt.slice(0, 10));
  return [...ofDay]
    .map(([day, some]) => ({ day, orders: some.length, ...unitsAndTotal(some.flatMap(({ lines }) => lines)) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

export function topProducts(orders: readonly Order[], merchantId: string): ProductSales[] {
  const lines = sold(orders, merchantId).flatMap((order) => order.lines);
  return [...Map.groupBy(lines, ({ sku }) => sku)]
    .map(([sku, some]) => ({ sku, ...unitsAndTotal(some) }))
    .sort((a, b) => b.units - a.units || (a.sku < b.sku ? -1 : 1));
}

export function merchantCohorts(orders: readonly Order[]): CohortMonth[] {
  const cohorts = new Map<string, CohortMonth>();
  for (const ofMerchant of Map.groupBy(notCancelled(orders), ({ merchantId }) => merchantId).values()) {
    const months = Map.groupBy(ofMerchant, ({ placedAt }) => placedAt.slice(0, 7));
    const [cohort = ''] = [...months.keys()].sort();
    for (const [month, some] of months) {
      const before = cohorts.get(`${cohort} ${month}`) ?? { cohort, month, merchants: 0, orders: 0 };
      cohorts.set(`${cohort} ${month}`, { ...before, merchants: before.merchants + 1, orders: before.orders + some.length });
    }
  }
  return [...cohorts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, month]) => month);
}

const notCancelled = (orders: readonly Order[]) => orders.filter(({ status }) => status !== 'cancelled');

const sold = (orders: readonly Order[], merchantId: string) =>
  notCancelled(orders).filter((order) => order.merchantId === merchantId);

const unitsAndTotal = (lines: readonly { quantity: number; priceMinor: number }[]) => ({
  units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  totalMinor: lines.reduce((sum, { quantity, priceMinor }) => sum + quantity * priceMinor, 0),
});
