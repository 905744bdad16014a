import { signIn } from '../parts/requests.ts';
import { settings } from '../parts/settings.ts';
import { customerSecret, someCustomer, somePlenty, type Visit } from '../parts/visit.ts';
import { placeOrder } from './order.ts';

/** Signs in and orders one unit of a product, again and again: what a shop can take, and nothing besides. */
export function orders(visit: Visit): void {
  const customerId = someCustomer(visit);
  if (!signIn(visit, customerId, customerSecret(customerId))) return;
  const by = `customer:${customerId}`;
  for (let left = settings.orders; left > 0; left -= 1) placeOrder(visit, { ...somePlenty(visit), quantity: 1, by });
}
