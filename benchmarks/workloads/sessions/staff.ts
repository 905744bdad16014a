import { between } from '../parts/choice.ts';
import { read, write } from '../parts/requests.ts';
import { someProduct, staffSecret, type Visit } from '../parts/visit.ts';

/** A merchant's staff give a product another price, if it is still as they read it, or take units into stock. */
export function keepShop(visit: Visit): void {
  const { merchantId, sku } = someProduct(visit);
  const path = `/v1/merchants/${merchantId}/products/${sku}`;
  const common = { by: `staff:${merchantId}`, merchants: [merchantId], bearer: staffSecret(merchantId) };
  const found = read(visit, { name: 'product', path });
  if (!found) return;
  if (visit.next() < 0.5) {
    const body = { priceMinor: between(visit.next, 2, 120) * 100 - 1 };
    const ifMatch = found.headers.Etag ?? '*';
    write(visit, { ...common, op: 'change-price', method: 'PUT', path: `${path}/price`, body, ifMatch });
  } else {
    write(visit, {
      ...common,
      op: 'restock',
      method: 'POST',
      path: `${path}/restock`,
      body: { quantity: between(visit.next, 5, 20) },
    });
  }
}

/** The staff of the merchant send an order off. */
export function ship(visit: Visit, orderId: string, merchantId: string): void {
  const by = `staff:${merchantId}`;
  const bearer = staffSecret(merchantId);
  write(visit, { op: 'ship-order', method: 'POST', path: `/v1/orders/${orderId}/ship`, by, merchants: [merchantId], bearer });
}
