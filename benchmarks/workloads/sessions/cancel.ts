import { write } from '../parts/requests.ts';
import type { Visit } from '../parts/visit.ts';

/** A shopper, still signed in, undoes an order of the same session. */
export function cancel(visit: Visit, order: { orderId: string; merchantId: string; by: string }): void {
  const { orderId, merchantId, by } = order;
  write(visit, { op: 'cancel-order', method: 'POST', path: `/v1/orders/${orderId}/cancel`, by, merchants: [merchantId] });
}
