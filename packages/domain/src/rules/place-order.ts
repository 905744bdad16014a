import type { PlaceOrder } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { customerKey, read } from '../keys.ts';
import { isRejected, rejected } from '../refusals.ts';
import { saleNeeds, sell } from './sale.ts';

/** Buys from one merchant. */
export const placeOrder: Rule<PlaceOrder> = {
  needs: ({ merchantId, customerId, lines }) => [customerKey(customerId), ...saleNeeds(merchantId, lines)],
  rule({ command, seen, now }) {
    const { commandId, merchantId, customerId, lines } = command;
    if (!read(seen, customerKey(customerId))) return rejected('unknown_customer', { customerId });
    const sold = sell({ commandId, merchantId, customerId, basketId: null, lines, seen, now });
    if (isRejected(sold)) return sold;
    const { orderId, totalMinor, currency, version } = sold.order;
    return { reply: { orderId, totalMinor, currency, status: 'placed', version }, parts: new Map([[merchantId, sold.part]]) };
  },
};
