import type { PlaceBasket } from '../commands.ts';
import { merchantsOf } from '../commands.ts';
import type { Part, Rule } from '../decide.ts';
import { customerKey, read } from '../keys.ts';
import type { MerchantId } from '../records.ts';
import { isRejected, rejected } from '../refusals.ts';
import { saleNeeds, sell } from './sale.ts';

/** One merchant's share of a basket, as the reply names it. */
type Share = { merchantId: MerchantId; orderId: string; totalMinor: number; currency: string };
type Reply = { basketId: string; totalMinor: number; currency: string; orders: Share[] };

/**
 * Buys from several merchants at once. Where a merchant already holds this command's outcome (a crash came between two
 * partitions), its order stands as it was placed and only the others are decided.
 */
export const placeBasket: Rule<PlaceBasket> = {
  needs: (command) => [
    customerKey(command.customerId),
    ...merchantsOf(command).flatMap((merchantId) => saleNeeds(merchantId, linesAt(command, merchantId))),
  ],
  rule({ command, seen, now, earlier }) {
    const { commandId, customerId } = command;
    if (!read(seen, customerKey(customerId))) return rejected('unknown_customer', { customerId });
    const basketId = commandId;
    const orders: Share[] = [];
    const parts = new Map<MerchantId, Part>();
    for (const merchantId of merchantsOf(command)) {
      const placed = (earlier.get(merchantId)?.reply as Reply | undefined)?.orders.find(
        (order) => order.merchantId === merchantId,
      );
      if (placed) {
        orders.push(placed);
        continue;
      }
      const sold = sell({ commandId, merchantId, customerId, basketId, lines: linesAt(command, merchantId), seen, now });
      if (isRejected(sold)) return sold;
      const { orderId, totalMinor, currency } = sold.order;
      orders.push({ merchantId, orderId, totalMinor, currency });
      parts.set(merchantId, sold.part);
    }
    const currency = orders[0]?.currency ?? '';
    const other = orders.find((order) => order.currency !== currency);
    if (other)
      return rejected('currency_mismatch', { merchantId: other.merchantId, currency: other.currency, expected: currency });
    const totalMinor = orders.reduce((sum, order) => sum + order.totalMinor, 0);
    if (!Number.isSafeInteger(totalMinor)) return rejected('amount_too_large');
    const reply: Reply = { basketId, totalMinor, currency, orders };
    return { reply, parts };
  },
};

const linesAt = (command: PlaceBasket, merchantId: MerchantId) => command.lines.filter((line) => line.merchantId === merchantId);
