import { write } from '../parts/requests.ts';
import type { Visit, Wanted } from '../parts/visit.ts';

/** A shopper, still signed in, undoes an order of the same session: its units go back into stock. */
export function cancel(visit: Visit, order: Wanted & { orderId: string; quantity: number; by: string }): void {
  const { orderId, merchantId, sku, quantity, by } = order;
  const path = `/v1/orders/${orderId}/cancel`;
  write(visit, { op: 'cancel-order', method: 'POST', path, by, merchants: [merchantId], of: `${merchantId}/${sku}`, quantity });
}
