import type { CancelOrder } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { has, orderKey, productKey, read } from '../keys.ts';
import { isRejected } from '../refusals.ts';
import { openOrder } from './open-order.ts';
import { post, refundEntries, saleNeeds } from './sale.ts';

/** Undoes an order that has not been shipped: the units return, the money goes back. Gathers twice: the order, then its products. */
export const cancelOrder: Rule<CancelOrder> = {
  needs({ orderId }, seen) {
    const key = orderKey(orderId);
    const order = has(seen, key) ? read(seen, key) : null;
    return order ? [key, ...saleNeeds(order.merchantId, order.lines)] : [key];
  },
  rule({ command, seen }) {
    const order = openOrder(command, seen);
    if (isRejected(order)) return order;
    const { merchantId, orderId } = order;
    const products = order.lines.map(({ sku, quantity }) => {
      const product = read(seen, productKey(merchantId, sku));
      if (!product) throw new Error(`order ${orderId} names a product ${sku} that is not there`);
      return { put: 'product', value: { ...product, stock: product.stock + quantity, version: product.version + 1 } } as const;
    });
    const posted = post(merchantId, refundEntries(order.totalMinor), seen);
    if (isRejected(posted)) return posted;
    const version = order.version + 1;
    const cancelled = { put: 'order', value: { ...order, status: 'cancelled', version } } as const;
    const part = {
      detail: { orderId, totalMinor: order.totalMinor },
      records: [...products, cancelled, ...posted.records],
      entries: posted.entries,
    };
    return { reply: { orderId, status: 'cancelled', version }, parts: new Map([[merchantId, part]]) };
  },
};
