import { read } from '../parts/requests.ts';
import { someProduct, staffSecret, type Visit } from '../parts/visit.ts';

/** A merchant's staff look at the sales of the last week and at what sells best. */
export function lookAtSales(visit: Visit): void {
  const { merchantId } = someProduct(visit);
  const bearer = staffSecret(merchantId);
  const days = `from=${day(-6)}&to=${day(0)}`;
  read(visit, { name: 'sales', path: `/v1/merchants/${merchantId}/sales?${days}`, bearer });
  read(visit, { name: 'top-products', path: `/v1/merchants/${merchantId}/top-products?${days}&limit=10`, bearer });
}

const day = (daysFromToday: number): string => new Date(Date.now() + daysFromToday * 86_400_000).toISOString().slice(0, 10);
