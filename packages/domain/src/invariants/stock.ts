import type { MerchantId, Product } from '../records.ts';
import type { OpenInvariant } from './invariant.ts';
import { perMerchant } from './per-merchant.ts';

interface Shelf {
  stock: number;
  received: number;
  /** The units of orders that stand. */
  kept: number;
  /** The units of cancelled orders: sold and returned. */
  returned: number;
}

/** Stock is never negative and equals received - sold + returned: a lost update or half a basket is drift here. */
export const stock: OpenInvariant = (report) => {
  const shelves = new Map<MerchantId, Map<Product['sku'], Shelf>>();
  return {
    see: {
      product({ merchantId, sku, stock, received }) {
        if (stock < 0) report(`product ${sku} has a negative stock of ${stock}`, merchantId);
        perMerchant(shelves, merchantId).set(sku, { stock, received, kept: 0, returned: 0 });
      },
      order({ merchantId, orderId, status, lines }) {
        for (const { sku, quantity } of lines) {
          const shelf = shelves.get(merchantId)?.get(sku);
          if (!shelf) report(`order ${orderId} sold ${quantity} of product ${sku}, which is not there`, merchantId);
          else if (status === 'cancelled') shelf.returned += quantity;
          else shelf.kept += quantity;
        }
      },
    },
    end() {
      for (const [merchantId, products] of shelves) {
        for (const [sku, { stock, received, kept, returned }] of products) {
          const expected = received - kept;
          if (stock === expected) continue;
          const sum = `${received} received - ${kept + returned} sold + ${returned} returned`;
          report(`product ${sku} has a stock of ${stock}, but ${sum} is ${expected}`, merchantId);
        }
      }
    },
  };
};
