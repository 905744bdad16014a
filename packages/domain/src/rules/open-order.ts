import type { Seen } from '../keys.ts';
import { orderKey, read } from '../keys.ts';
import type { Order } from '../records.ts';
import type { Rejected } from '../refusals.ts';
import { rejected } from '../refusals.ts';
import { versionMismatch } from './version.ts';

interface Wanted {
  orderId: string;
  customerId: string | null;
  expectedVersion: number | null;
}

/** The order, where it is still open and the shopper's own. Another's order is as unknown as one that is not there. */
export function openOrder(wanted: Wanted, seen: Seen): Order | Rejected {
  const { orderId, customerId } = wanted;
  const order = read(seen, orderKey(orderId));
  if (!order || (customerId !== null && order.customerId !== customerId)) return rejected('unknown_order', { orderId });
  if (order.status !== 'placed') return rejected('order_not_open', { orderId, status: order.status });
  return versionMismatch(wanted, order) ?? order;
}
