import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { cancelOrder, changePrice, placeOrder, restock, shipOrder } from '../commands.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';

const one = [{ sku: 'kettle', quantity: 1 }];

export default promised({
  title: "a record's ETag",
  cases: {
    async 'sent as If-None-Match is answered 304 without a body while it holds'(shop) {
      const { merchantId, staff } = await shop.merchant('tags', { kettle: {} });
      const shopper = await shop.as.shopper();
      const { orderId } = accepted(await placeOrder(shopper, merchantId, one, { key: shop.key('buy') }), 201);
      await shop.settle();
      const paths = [`/v1/merchants/${merchantId}`, `/v1/merchants/${merchantId}/products/kettle`, `/v1/orders/${orderId}`];
      for (const path of paths) {
        const first = await shopper.get(path);
        accepted(first);
        const { etag = '' } = first.headers;
        expect(etag).toMatch(/^"v\d+"$/);
        for (const ifNoneMatch of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
          const again = await shopper.get(path, { 'if-none-match': ifNoneMatch });
          expect([again.status, again.text, again.headers.etag], ifNoneMatch).toEqual([304, '', etag]);
        }
        for (const ifNoneMatch of ['"v999"', 'v1', '"other"']) {
          expect(accepted(await shopper.get(path, { 'if-none-match': ifNoneMatch }))).toEqual(first.body);
        }
      }

      const [, product = ''] = paths;
      const { etag = '' } = (await shop.as.anonymous.get(product)).headers;
      accepted(await changePrice(staff, merchantId, 'kettle', 1, { key: shop.key('price') }));
      await shop.settle();
      expect(accepted(await shop.as.anonymous.get(product, { 'if-none-match': etag }))).toMatchObject({ priceMinor: 1 });
    },

    async 'sent as If-Match lets a command pass while it holds, and none after'(shop) {
      const { merchantId, staff } = await shop.merchant('matches', { kettle: { stock: 10 } });
      const shopper = await shop.as.shopper();
      const buy = async (name: string) =>
        accepted(await placeOrder(shopper, merchantId, one, { key: shop.key(name) }), 201).orderId;
      const [toCancel, toShip] = [await buy('to cancel'), await buy('to ship')];
      const { version } = await shop.product(merchantId, 'kettle');
      expect(version).toBe(3);

      accepted(await changePrice(staff, merchantId, 'kettle', 7, { key: shop.key('price'), ifMatch: 3 }));
      refused(await changePrice(staff, merchantId, 'kettle', 8, { key: shop.key('late'), ifMatch: 3 }), 412, 'version_mismatch');
      accepted(await restock(staff.at(1), merchantId, 'kettle', 1, { key: shop.key('restock'), ifMatch: 4 }));
      refused(await restock(staff, merchantId, 'kettle', 1, { key: shop.key('late too'), ifMatch: 4 }), 412, 'version_mismatch');
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ priceMinor: 7, stock: 9, version: 5 });

      accepted(await cancelOrder(shopper, toCancel, { key: shop.key('cancel'), ifMatch: 1 }));
      accepted(await shipOrder(staff, toShip, { key: shop.key('ship'), ifMatch: 1 }));
    },

    async 'lets one of two pass who expect the same version'(shop) {
      const { merchantId, staff } = await shop.merchant('race', { kettle: {} });
      const answers = await Promise.all(
        [0, 1].map((at) =>
          changePrice(staff.at(at), merchantId, 'kettle', 10 + at, { key: shop.key(`price ${at}`), ifMatch: 1 }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ version: 2 });
    },

    async 'written as none of this API is refused, and * is any'(shop) {
      const { merchantId, staff } = await shop.merchant('odd', { kettle: {} });
      const nothing = await shop.written(async () => {
        for (const [at, ifMatch] of [
          'v1',
          '"1"',
          'W/"v1"',
          '"v0"',
          '"v-1"',
          '"v1", "v2"',
          '"v9999999999999999"',
          '""',
          ' ',
        ].entries()) {
          const content = { key: shop.key(`odd ${at}`), headers: { 'if-match': ifMatch } };
          refused(await changePrice(staff, merchantId, 'kettle', 5, content), 400, 'invalid_request');
        }
      });
      expect(nothing).toEqual([]);
      accepted(await changePrice(staff, merchantId, 'kettle', 5, { key: shop.key('any'), headers: { 'if-match': '*' } }));
    },
  },
});
