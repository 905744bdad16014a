import { between } from '../parts/choice.ts';
import { failedRead, read, signIn, write } from '../parts/requests.ts';
import { customerSecret, someCustomer, someProduct, type Visit } from '../parts/visit.ts';
import { cancel } from './cancel.ts';
import { ship } from './staff.ts';

/** Looks at a product, signs in, buys it from its merchant and reads the order back. Some change their mind, some orders are shipped. */
export function order(visit: Visit): void {
  const { merchantId, sku } = someProduct(visit);
  const customerId = someCustomer(visit);
  const lines = [{ sku, quantity: between(visit.next, 1, 3) }];
  const fate = visit.next();

  read(visit, { name: 'product', path: `/v1/merchants/${merchantId}/products/${sku}` });
  if (!signIn(visit, customerId, customerSecret(customerId))) return;
  const by = `customer:${customerId}`;
  const body = { merchantId, lines };
  const placed = write(visit, { op: 'place-order', method: 'POST', path: '/v1/orders', by, merchants: [merchantId], body });
  if (!placed) return;
  readBack(visit, String(placed.orderId), Number(placed.totalMinor));
  if (fate < 0.2) read(visit, { name: 'own-orders', path: '/v1/orders?limit=10' });
  else if (fate < 0.3) cancel(visit, { orderId: String(placed.orderId), merchantId, by });
  else if (fate < 0.45) ship(visit, String(placed.orderId), merchantId);
}

/** What was just bought must be there, over the total that was replied. */
export function readBack(visit: Visit, orderId: string, totalMinor: number): void {
  const found = read(visit, { name: 'order', path: `/v1/orders/${orderId}` });
  if (found && found.json('totalMinor') !== totalMinor) failedRead(visit, 'order', 'other_total_than_replied');
}
