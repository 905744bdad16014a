import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { cancelOrder, placeBasket } from '../commands.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';

export default promised({
  title: 'a basket',
  cases: {
    async 'over several merchants is an order at each, under one id'(shop) {
      const [one, other] = [
        await shop.merchant('one', { kettle: { priceMinor: 2_500, stock: 10 }, spoon: { priceMinor: 100, stock: 10 } }),
        await shop.merchant('other', { lamp: { priceMinor: 9_000, stock: 10 } }),
      ];
      const shopper = await shop.as.shopper();
      const lines = [
        { merchantId: one.merchantId, sku: 'kettle', quantity: 1 },
        { merchantId: other.merchantId, sku: 'lamp', quantity: 2 },
        { merchantId: one.merchantId, sku: 'spoon', quantity: 3 },
        { merchantId: one.merchantId, sku: 'kettle', quantity: 1 },
      ];
      const basket = accepted(await placeBasket(shopper, lines, { key: shop.key('buy') }), 201);
      expect(basket).toMatchObject({ totalMinor: 5_300 + 18_000, currency: 'EUR' });
      const merchants = [one.merchantId, other.merchantId].sort();
      expect(basket.orders.map(({ merchantId }) => merchantId)).toEqual(merchants);

      for (const { merchantId, orderId, totalMinor } of basket.orders) {
        const order = await shop.order(orderId);
        expect(order).toMatchObject({ basketId: basket.basketId, totalMinor, status: 'placed' });
        expect(order.customerId).toBe(shopper.principal.replace('customer:', ''));
        const { clearing, available, fees, audit } = await shop.books(merchantId);
        expect(audit.at(-1)).toMatchObject({
          type: 'place-basket',
          commandId: basket.basketId,
          merchants,
          detail: { orderId, totalMinor },
        });
        expect(clearing.balanceMinor).toBe(-totalMinor);
        expect([available.balanceMinor, fees.balanceMinor]).toEqual([totalMinor * 0.98, totalMinor * 0.02]);
      }
      expect(await shop.stock(one.merchantId, 'kettle')).toBe(8);
      expect(await shop.stock(one.merchantId, 'spoon')).toBe(7);
      expect(await shop.stock(other.merchantId, 'lamp')).toBe(8);
    },

    async 'can be cancelled order by order'(shop) {
      const [one, other] = [await shop.merchant('one', { kettle: {} }), await shop.merchant('other', { kettle: {} })];
      const shopper = await shop.as.shopper();
      const lines = [one, other].map(({ merchantId }) => ({ merchantId, sku: 'kettle', quantity: 1 }));
      const { orders } = accepted(await placeBasket(shopper, lines, { key: shop.key('buy') }), 201);
      const [first, second] = orders.map(({ orderId }) => orderId) as [string, string];
      accepted(await cancelOrder(shopper, first, { key: shop.key('cancel') }));
      expect(await shop.order(first)).toMatchObject({ status: 'cancelled' });
      expect(await shop.order(second)).toMatchObject({ status: 'placed' });
    },

    async 'of one merchant is an order like any other'(shop) {
      const { merchantId } = await shop.merchant('only', { kettle: {} });
      const shopper = await shop.as.shopper();
      const basket = accepted(
        await placeBasket(shopper, [{ merchantId, sku: 'kettle', quantity: 1 }], { key: shop.key('buy') }),
        201,
      );
      expect(basket.orders).toHaveLength(1);
      expect(await shop.stock(merchantId, 'kettle')).toBe(99);
    },

    async 'of which one merchant lacks a unit is refused whole'(shop) {
      const full = await shop.merchant('full', { kettle: {} });
      const empty = await shop.merchant('empty', { kettle: { stock: 1 } });
      const shopper = await shop.as.shopper();
      const wanted = [
        [full.merchantId, 1],
        [empty.merchantId, 2],
      ] as const;
      for (const order of [wanted, wanted.toReversed()]) {
        const lines = order.map(([merchantId, quantity]) => ({ merchantId, sku: 'kettle', quantity }));
        const nothing = await shop.written(async () => {
          const problem = refused(await placeBasket(shopper, lines, { key: shop.key('buy') }), 409, 'out_of_stock');
          expect(problem).toMatchObject({ merchantId: empty.merchantId, sku: 'kettle', left: 1 });
        });
        expect(nothing).toEqual([]);
      }
    },
  },
});
