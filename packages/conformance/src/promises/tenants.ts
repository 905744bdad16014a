import type { Order } from '@outgrow/domain/records';
import type { Page } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { cancelOrder, changePrice, placeBasket, placeOrder, restock, shipOrder, transferFunds } from '../commands.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';

const one = [{ sku: 'kettle', quantity: 1 }];

export default promised({
  title: 'what belongs to one',
  cases: {
    async "is not opened by another merchant's key"(shop) {
      const [mine, theirs] = [await shop.merchant('mine', { kettle: {} }), await shop.merchant('theirs', { kettle: {} })];
      const shopper = await shop.as.shopper();
      const both = [mine, theirs].map(({ merchantId }) => ({ merchantId, sku: 'kettle', quantity: 1 }));
      const { orders } = accepted(await placeBasket(shopper, both, { key: shop.key('buy') }), 201);
      const { staff } = mine;
      const { merchantId } = theirs;
      const orderId = orders.find((order) => order.merchantId === merchantId)?.orderId ?? '';
      const content = { key: shop.key('steal') };
      const product = { sku: 'new', name: 'New', description: '', categoryId: 'kitchen', priceMinor: 1, stock: 1 };
      const nothing = await shop.written(async () => {
        const answers = [
          await staff.post(`/v1/merchants/${merchantId}/products`, product, content),
          await changePrice(staff, merchantId, 'kettle', 1, content),
          await restock(staff, merchantId, 'kettle', 1, content),
          await cancelOrder(staff, orderId, content),
          await shipOrder(staff, orderId, content),
          await transferFunds(staff, merchantId, mine.merchantId, 1, content),
          await staff.get(`/v1/orders/${orderId}`),
          await staff.get(`/v1/merchants/${merchantId}/audit`),
          await staff.get(`/v1/merchants/${merchantId}/accounts/available`),
          await staff.get(`/v1/merchants/${merchantId}/sales?from=2025-01-01&to=2025-12-31`),
          await staff.get(`/v1/merchants/${merchantId}/top-products?from=2025-01-01&to=2025-12-31`),
        ];
        for (const answer of answers) refused(answer, 403, 'foreign_merchant');
      });
      expect(nothing).toEqual([]);
    },

    async 'sounds the same to a foreign key whether it is there or not'(shop) {
      const [mine, theirs] = [await shop.merchant('mine', {}), await shop.merchant('theirs', { kettle: {} })];
      const shopper = await shop.as.shopper();
      const { orderId } = accepted(await placeOrder(shopper, theirs.merchantId, one, { key: shop.key('buy') }), 201);
      const said = [];
      for (const id of [orderId, `${theirs.merchantId}.${'0'.repeat(32)}`, `nowhere.${'0'.repeat(32)}`]) {
        said.push((await mine.staff.get(`/v1/orders/${id}`)).text);
      }
      for (const id of [theirs.merchantId, 'nowhere']) said.push((await mine.staff.get(`/v1/merchants/${id}/audit`)).text);
      expect(new Set(said).size).toBe(1);
    },

    async 'is not seen by another shopper: orders, and what can be done to them'(shop) {
      const { merchantId } = await shop.merchant('stall', { kettle: {} });
      const [owner, stranger] = [await shop.as.shopper(), await shop.as.shopper()];
      const { orderId } = accepted(await placeOrder(owner, merchantId, one, { key: shop.key('buy') }), 201);
      await shop.settle();
      refused(await stranger.get(`/v1/orders/${orderId}`), 404, 'unknown_order');
      refused(await cancelOrder(stranger, orderId, { key: shop.key('cancel') }), 404, 'unknown_order');
      expect(accepted(await stranger.get<Page<Order>>('/v1/orders')).items).toEqual([]);
      const customerId = owner.principal.replace('customer:', '');
      refused(await stranger.get(`/v1/customers/${customerId}/orders`), 403, 'wrong_role');
      expect(await shop.order(orderId)).toMatchObject({ status: 'placed', version: 1 });
    },

    async 'is not shown by its cursor to another shopper'(shop) {
      const { merchantId } = await shop.merchant('stall', { kettle: {} });
      const [owner, stranger] = [await shop.as.shopper(), await shop.as.shopper()];
      for (const turn of [1, 2]) accepted(await placeOrder(owner, merchantId, one, { key: shop.key(`buy ${turn}`) }), 201);
      await shop.settle();
      const { next } = accepted(await owner.get<Page<Order>>('/v1/orders?limit=1'));
      expect(next).toEqual(expect.any(String));
      expect(accepted(await stranger.get<Page<Order>>(`/v1/orders?limit=1&after=${next}`)).items).toEqual([]);
    },
  },
});
