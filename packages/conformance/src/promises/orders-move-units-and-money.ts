import type { Order } from '@outgrow/domain/records';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Books } from '../books.ts';
import { cancelOrder, placeOrder, shipOrder } from '../commands.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';

export default promised({
  title: 'an order',
  cases: {
    async 'takes its units, pays the merchant less the fee of 2 %, and is in the audit trail'(shop) {
      const { merchantId, orderId, shopper, answer } = await threeKettles(shop);
      expect(accepted(answer, 201)).toEqual({ orderId, totalMinor: 7_500, currency: 'EUR', status: 'placed', version: 1 });
      expect(answer.headers).toMatchObject({ location: `/v1/orders/${orderId}`, etag: '"v1"' });

      const order = await shop.order(orderId);
      expect(order).toEqual({
        merchantId,
        orderId,
        customerId: shopper.principal.replace('customer:', ''),
        // A sku named twice is one line; the tax is the part of 19 % within the price.
        lines: [{ sku: 'kettle', quantity: 3, priceMinor: 2_500, taxMinor: 1_197 }],
        currency: 'EUR',
        totalMinor: 7_500,
        taxMinor: 1_197,
        placedAt: expect.any(String),
        basketId: null,
        status: 'placed',
        version: 1,
      });
      for (const reader of [shopper, shop.as.staff(merchantId), shop.as.operator]) {
        expect(accepted(await reader.get<Order>(`/v1/orders/${orderId}`))).toEqual(order);
      }
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ stock: 7, received: 10, version: 2 });
      const books = await shop.books(merchantId);
      expect(moved(books)).toEqual({ clearing: [-7_500], available: [7_350], fees: [150] });
      expect(books.audit.at(-1)).toMatchObject({
        seq: 3,
        type: 'place-order',
        by: shopper.principal,
        merchants: [merchantId],
        detail: { orderId, totalMinor: 7_500 },
      });
      expect(books.clearing.entries[0]).toMatchObject({ seq: 3, txId: books.audit.at(-1)?.commandId });
      expect(Date.now() - Date.parse(order.placedAt)).toBeLessThan(60_000);
    },

    async 'cancelled by its shopper gives back its units, its money and the fee'(shop) {
      const { merchantId, orderId, shopper } = await threeKettles(shop);
      const answer = await cancelOrder(shopper, orderId, { key: shop.key('cancel') });
      expect(accepted(answer)).toEqual({ orderId, status: 'cancelled', version: 2 });
      expect(answer.headers.etag).toBe('"v2"');
      expect(await shop.order(orderId)).toMatchObject({ status: 'cancelled', version: 2, totalMinor: 7_500 });
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ stock: 10, received: 10, version: 3 });
      const books = await shop.books(merchantId);
      expect(moved(books)).toEqual({ clearing: [7_500, -7_500], available: [-7_350, 7_350], fees: [-150, 150] });
      expect([books.clearing, books.available, books.fees].map(({ balanceMinor }) => balanceMinor)).toEqual([0, 0, 0]);
      expect(books.audit.at(-1)).toMatchObject({ type: 'cancel-order', by: shopper.principal, detail: { orderId } });
    },

    async "cancelled by the merchant's staff is refunded as well"(shop) {
      const { merchantId, orderId, staff } = await threeKettles(shop);
      accepted(await cancelOrder(staff, orderId, { key: shop.key('cancel') }));
      expect(await shop.order(orderId)).toMatchObject({ status: 'cancelled' });
      expect((await shop.books(merchantId)).audit.at(-1)).toMatchObject({ type: 'cancel-order', by: `staff:${merchantId}` });
    },

    async 'shipped moves neither units nor money'(shop) {
      const { merchantId, orderId, staff } = await threeKettles(shop);
      expect(accepted(await shipOrder(staff, orderId, { key: shop.key('ship') }))).toEqual({
        orderId,
        status: 'shipped',
        version: 2,
      });
      expect(await shop.order(orderId)).toMatchObject({ status: 'shipped', version: 2 });
      expect(await shop.stock(merchantId, 'kettle')).toBe(7);
      const books = await shop.books(merchantId);
      expect(moved(books)).toEqual({ clearing: [-7_500], available: [7_350], fees: [150] });
      expect(books.audit.at(-1)).toMatchObject({ seq: 4, type: 'ship-order', detail: { orderId } });
    },

    async 'so small that its fee rounds down to nothing leaves no entry of nothing'(shop) {
      const { merchantId } = await shop.merchant('pennies', { match: { priceMinor: 49 } });
      const shopper = await shop.as.shopper();
      accepted(await placeOrder(shopper, merchantId, [{ sku: 'match', quantity: 1 }], { key: shop.key('buy') }), 201);
      expect(moved(await shop.books(merchantId))).toEqual({ clearing: [-49], available: [49], fees: [] });
    },

    async 'takes the very last unit'(shop) {
      const { merchantId } = await shop.merchant('last', { kettle: { stock: 1 } });
      const shopper = await shop.as.shopper();
      accepted(await placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], { key: shop.key('buy') }), 201);
      expect(await shop.stock(merchantId, 'kettle')).toBe(0);
    },
  },
});

async function threeKettles(shop: ShopUnderTest) {
  const { merchantId, staff } = await shop.merchant('kettles', { kettle: { priceMinor: 2_500, stock: 10 } });
  const shopper = await shop.as.shopper();
  const lines = [
    { sku: 'kettle', quantity: 1 },
    { sku: 'kettle', quantity: 2 },
  ];
  const answer = await placeOrder(shopper, merchantId, lines, { key: shop.key('buy') });
  return { merchantId, staff, shopper, answer, orderId: accepted(answer, 201).orderId };
}

/** The amounts of the entries of each account, newest first. */
const moved = ({ clearing, available, fees }: Books) => ({
  clearing: clearing.entries.map(({ amountMinor }) => amountMinor),
  available: available.entries.map(({ amountMinor }) => amountMinor),
  fees: fees.entries.map(({ amountMinor }) => amountMinor),
});
