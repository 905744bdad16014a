import type { Product } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';

/** The shop behind a cache of products that is never cleared, not by a write and not when it is to settle. */
export function neverCleared(shop: Shop): Shop {
  const cache = new Map<string, Product>();
  return {
    ...shop,
    async product(merchantId, sku) {
      const key = `${merchantId}/${sku}`;
      const product = cache.get(key) ?? (await shop.product(merchantId, sku));
      if (product) cache.set(key, product);
      return product;
    },
  };
}

/** The shop, but each order that is read has cost a little more than was replied. */
export const overAnotherTotal = (shop: Shop): Shop => ({
  ...shop,
  async order(orderId) {
    const order = await shop.order(orderId);
    return order && { ...order, totalMinor: order.totalMinor + 1 };
  },
});
