import { sleep } from 'k6';
import { between } from '../parts/choice.ts';
import { readProduct, write } from '../parts/requests.ts';
import { anyProduct, someProduct, staffSecret, type Visit, type Wanted } from '../parts/visit.ts';

/** A merchant's staff give a product another price, if it is still as they read it, or take units into stock. */
export function keepShop(visit: Visit): void {
  const product = someProduct(visit);
  const found = readProduct(visit, product);
  if (!found) return;
  if (visit.next() < 0.5) changePrice(visit, product, found.headers.Etag);
  else restock(visit, product);
}

/** A merchant's staff change a price and look at once, and some times later, whether it is what they see. */
export function checkOwnWrite(visit: Visit): void {
  const product = anyProduct(visit);
  if (!changePrice(visit, product)) return;
  const changedMs = Date.now();
  readProduct(visit, product);
  for (const afterMs of [10, 50, 200]) {
    const leftMs = changedMs + afterMs - Date.now();
    if (leftMs > 0) sleep(leftMs / 1_000);
    readProduct(visit, product);
  }
}

/** The staff of the merchant send an order off. */
export function ship(visit: Visit, orderId: string, merchantId: string): void {
  write(visit, { ...byStaff(merchantId), op: 'ship-order', method: 'POST', path: `/v1/orders/${orderId}/ship` });
}

/** Whatever its version, unless one is named. */
export function changePrice(visit: Visit, { merchantId, sku }: Wanted, ifMatch?: string) {
  return write(visit, {
    ...byStaff(merchantId),
    op: 'change-price',
    method: 'PUT',
    path: `/v1/merchants/${merchantId}/products/${sku}/price`,
    of: `${merchantId}/${sku}`,
    body: { priceMinor: between(visit.next, 2, 120) * 100 - 1 },
    ...(ifMatch !== undefined && { ifMatch }),
  });
}

function restock(visit: Visit, { merchantId, sku }: Wanted): void {
  const quantity = between(visit.next, 5, 20);
  write(visit, {
    ...byStaff(merchantId),
    op: 'restock',
    method: 'POST',
    path: `/v1/merchants/${merchantId}/products/${sku}/restock`,
    of: `${merchantId}/${sku}`,
    quantity,
    body: { quantity },
  });
}

const byStaff = (merchantId: string) => ({
  by: `staff:${merchantId}`,
  merchants: [merchantId],
  bearer: staffSecret(merchantId),
});
