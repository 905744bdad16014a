import { between } from '../parts/choice.ts';
import { type Response, read, readProduct, signIn, write } from '../parts/requests.ts';
import { customerSecret, someCustomer, someProduct, type Visit, type Wanted } from '../parts/visit.ts';
import { cancel } from './cancel.ts';
import { ship } from './staff.ts';

/** Looks at a product, signs in, buys it from its merchant and reads the order back. Some change their mind, some orders are shipped. */
export function order(visit: Visit): void {
  const wanted = someProduct(visit);
  const { merchantId } = wanted;
  const customerId = someCustomer(visit);
  const quantity = between(visit.next, 1, 3);
  const fate = visit.next();

  readProduct(visit, wanted);
  if (!signIn(visit, customerId, customerSecret(customerId))) return;
  const by = `customer:${customerId}`;
  const placed = placeOrder(visit, { ...wanted, quantity, by });
  if (!placed) return;
  readBack(visit, String(placed.orderId), Number(placed.totalMinor));
  if (fate < 0.2) read(visit, { name: 'own-orders', path: '/v1/orders?limit=10' });
  else if (fate < 0.3) cancel(visit, { ...wanted, orderId: String(placed.orderId), quantity, by });
  else if (fate < 0.45) ship(visit, String(placed.orderId), merchantId);
}

/** Orders one product. */
export function placeOrder(visit: Visit, { merchantId, sku, quantity, by }: Wanted & { quantity: number; by: string }) {
  const body = { merchantId, lines: [{ sku, quantity }] };
  const of = `${merchantId}/${sku}`;
  return write(visit, { op: 'place-order', method: 'POST', path: '/v1/orders', by, merchants: [merchantId], of, quantity, body });
}

/** What was just bought must be there, over the total that was replied. */
export function readBack(visit: Visit, orderId: string, totalMinor: number): void {
  const wrong = (answer: Response) => (answer.json('totalMinor') === totalMinor ? undefined : 'other_total_than_replied');
  read(visit, { name: 'order', path: `/v1/orders/${orderId}`, of: orderId, wrong });
}
