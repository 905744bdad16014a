import { between } from '../parts/choice.ts';
import { signIn, write } from '../parts/requests.ts';
import { customerSecret, someCustomer, someProduct, type Visit, type Wanted } from '../parts/visit.ts';
import { readBack } from './order.ts';

/** Buys from two to four merchants at once, all or nothing. */
export function basket(visit: Visit): void {
  const customerId = someCustomer(visit);
  const wanted = new Map<string, Wanted>();
  const merchants = between(visit.next, 2, 4);
  // Bounded: where one merchant has nearly all of the popularity, fewer will do.
  for (let tries = 0; wanted.size < merchants && tries < 50; tries += 1) {
    const product = someProduct(visit);
    wanted.set(product.merchantId, product);
  }
  const lines = [...wanted.values()].map((product) => ({ ...product, quantity: between(visit.next, 1, 2) }));

  if (!signIn(visit, customerId, customerSecret(customerId))) return;
  const placed = write(visit, {
    op: 'place-basket',
    method: 'POST',
    path: '/v1/baskets',
    by: `customer:${customerId}`,
    merchants: [...wanted.keys()],
    lines: lines.map(({ merchantId, sku, quantity }) => [`${merchantId}/${sku}`, quantity]),
    body: { lines },
  });
  const orders = (placed?.orders ?? []) as { orderId: string; totalMinor: number }[];
  for (const { orderId, totalMinor } of orders) readBack(visit, orderId, totalMinor);
}
