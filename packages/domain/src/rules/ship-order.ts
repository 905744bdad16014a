import type { ShipOrder } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { orderKey } from '../keys.ts';
import { isRejected } from '../refusals.ts';
import { openOrder } from './open-order.ts';

/** Sends an order off; from then on it cannot be cancelled. */
export const shipOrder: Rule<ShipOrder> = {
  needs: ({ orderId }) => [orderKey(orderId)],
  rule({ command, seen }) {
    const order = openOrder({ ...command, customerId: null }, seen);
    if (isRejected(order)) return order;
    const { merchantId, orderId } = order;
    const version = order.version + 1;
    const part = {
      detail: { orderId },
      records: [{ put: 'order', value: { ...order, status: 'shipped', version } } as const],
      entries: [],
    };
    return { reply: { orderId, status: 'shipped', version }, parts: new Map([[merchantId, part]]) };
  },
};
