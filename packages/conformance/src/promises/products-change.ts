import type { Product } from '@outgrow/domain/records';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { changePrice, placeOrder, restock } from '../commands.ts';
import { promised } from '../promised.ts';
import type { Listed } from '../replies.ts';

export default promised({
  title: 'a product',
  cases: {
    async 'is listed as sent, in the currency of its merchant and under the tax of its category'(shop) {
      const { merchantId, staff } = await shop.merchant('listing', {}, 'CHF');
      const listing = {
        sku: 'Kettle.1_a-b',
        name: 'Kettle “Ærø” 🫖',
        description: 'Boils.\nWhistles.',
        categoryId: 'books',
        priceMinor: 1_000_000_000,
        stock: 1_000_000,
      };
      const path = `/v1/merchants/${merchantId}/products`;
      const answer = await staff.post<Listed>(path, listing, { key: shop.key('list') });
      expect(accepted(answer, 201)).toEqual({ merchantId, sku: 'Kettle.1_a-b', version: 1 });
      expect(answer.headers.location).toBe(`${path}/Kettle.1_a-b`);

      const stored = { merchantId, ...listing, currency: 'CHF', taxBasisPoints: 700, received: 1_000_000, version: 1 };
      expect(await shop.product(merchantId, 'Kettle.1_a-b')).toEqual(stored);
      const { audit } = await shop.books(merchantId);
      expect(audit.at(-1)).toMatchObject({
        seq: 2,
        type: 'add-product',
        by: `staff:${merchantId}`,
        detail: { sku: 'Kettle.1_a-b', priceMinor: 1_000_000_000, stock: 1_000_000 },
      });
    },

    async 'can be listed without stock and stocked later'(shop) {
      const { merchantId, staff } = await shop.merchant('empty shelf', { kettle: { stock: 0 } });
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ stock: 0, received: 0 });
      accepted(await restock(staff, merchantId, 'kettle', 1, { key: shop.key('restock') }));
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ stock: 1, received: 1 });
    },

    async 'changes its price, and orders placed before keep theirs'(shop) {
      const { merchantId, staff } = await shop.merchant('prices', { kettle: { priceMinor: 2_500 } });
      const shopper = await shop.as.shopper();
      const lines = [{ sku: 'kettle', quantity: 1 }];
      const { orderId } = accepted(await placeOrder(shopper, merchantId, lines, { key: shop.key('buy') }), 201);

      const answer = await changePrice(staff, merchantId, 'kettle', 1, { key: shop.key('price') });
      expect(accepted(answer)).toEqual({ merchantId, sku: 'kettle', priceMinor: 1, version: 3 });
      expect(answer.headers.etag).toBe('"v3"');
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ priceMinor: 1, stock: 99, received: 100, version: 3 });
      expect(await shop.order(orderId)).toMatchObject({ totalMinor: 2_500, lines: [{ priceMinor: 2_500 }] });
      const { audit } = await shop.books(merchantId);
      expect(audit.at(-1)).toMatchObject({ type: 'change-price', detail: { sku: 'kettle', priceMinor: 1, was: 2_500 } });

      const later = accepted(await placeOrder(shopper, merchantId, lines, { key: shop.key('buy later') }), 201);
      expect(later.totalMinor).toBe(1);
    },

    async 'takes units into stock'(shop) {
      const { merchantId, staff } = await shop.merchant('stock', { kettle: { stock: 5 } });
      const answer = await restock(staff, merchantId, 'kettle', 10_000, { key: shop.key('restock') });
      expect(accepted(answer)).toEqual({ merchantId, sku: 'kettle', stock: 10_005, version: 2 });
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ stock: 10_005, received: 10_005, version: 2 });
      const { audit } = await shop.books(merchantId);
      expect(audit.at(-1)).toMatchObject({ type: 'restock', detail: { sku: 'kettle', quantity: 10_000 } });
    },

    async 'of the same sku at two merchants is two products'(shop) {
      const [one, other] = [await shop.merchant('one', { kettle: {} }), await shop.merchant('other', { kettle: {} })];
      accepted(await changePrice(one.staff, one.merchantId, 'kettle', 9_999, { key: shop.key('price') }));
      const untouched = await shop.as.anonymous.get<Product>(`/v1/merchants/${other.merchantId}/products/kettle`);
      expect(accepted(untouched)).toMatchObject({ priceMinor: 2_500, version: 1 });
    },
  },
});
