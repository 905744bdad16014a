import type { Reason } from '@outgrow/domain/refusals';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { cancelOrder, changePrice, placeBasket, placeOrder, restock, shipOrder, transferFunds } from '../commands.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';

const one = [{ sku: 'kettle', quantity: 1 }];

/**
 * Each reason, by what a client can do to hear it. Nobody can hear `merchant_exists`: a merchant's id is made of its command's,
 * and the same command again is a repeat. `unknown_customer` is heard by reading only, since whoever is signed in is there.
 */
const reasons: Readonly<Record<Exclude<Reason, 'merchant_exists'>, (shop: ShopUnderTest) => Promise<void>>> = {
  async unknown_merchant(shop) {
    const { merchantId, staff } = await shop.merchant('here', { kettle: {} });
    const { operator, anonymous } = shop.as;
    const shopper = await shop.as.shopper();
    const elsewhere = { merchantId: 'nowhere', sku: 'kettle', quantity: 1 };
    const wants = [{ merchantId, sku: 'kettle', quantity: 1 }, elsewhere];
    await writesNothing(shop, async () => {
      refused(await placeOrder(shopper, 'nowhere', one, { key: shop.key('buy') }), 404, 'unknown_merchant');
      refused(await placeBasket(shopper, wants, { key: shop.key('basket') }), 404, 'unknown_merchant');
      refused(await transferFunds(staff, merchantId, 'nowhere', 1, { key: shop.key('pay') }), 404, 'unknown_merchant');
      refused(await transferFunds(operator, 'nowhere', merchantId, 1, { key: shop.key('get') }), 404, 'unknown_merchant');
      refused(await operator.post('/v1/merchants/nowhere/keys', undefined), 404, 'unknown_merchant');
    });
    refused(await anonymous.get('/v1/merchants/nowhere'), 404, 'unknown_merchant');
    refused(await operator.get('/v1/merchants/nowhere/audit'), 404, 'unknown_merchant');
    refused(await operator.get('/v1/merchants/nowhere/accounts/fees'), 404, 'unknown_merchant');
    for (const what of ['sales', 'top-products']) {
      const path = `/v1/merchants/nowhere/${what}?from=2025-01-01&to=2025-01-31`;
      refused(await operator.get(path), 404, 'unknown_merchant');
    }
  },

  async unknown_product(shop) {
    const { merchantId, staff } = await shop.merchant('bare', { kettle: {} });
    const shopper = await shop.as.shopper();
    const both = [...one, { sku: 'nothing', quantity: 1 }];
    const basket = both.map((line) => ({ merchantId, ...line }));
    await writesNothing(shop, async () => {
      const problem = refused(await placeOrder(shopper, merchantId, both, { key: shop.key('buy') }), 404, 'unknown_product');
      expect(problem).toMatchObject({ merchantId, sku: 'nothing' });
      refused(await placeBasket(shopper, basket, { key: shop.key('basket') }), 404, 'unknown_product');
      refused(await changePrice(staff, merchantId, 'nothing', 1, { key: shop.key('price') }), 404, 'unknown_product');
      refused(await restock(staff, merchantId, 'nothing', 1, { key: shop.key('restock') }), 404, 'unknown_product');
    });
    refused(await shop.as.anonymous.get(`/v1/merchants/${merchantId}/products/nothing`), 404, 'unknown_product');
    refused(await shop.as.anonymous.get('/v1/merchants/nowhere/products/kettle'), 404, 'unknown_product');
  },

  async unknown_order(shop) {
    const { merchantId, staff } = await shop.merchant('no orders', { kettle: {} });
    const [owner, stranger] = [await shop.as.shopper(), await shop.as.shopper()];
    const { orderId } = accepted(await placeOrder(owner, merchantId, one, { key: shop.key('buy') }), 201);
    const absent = `${merchantId}.${'0'.repeat(32)}`;
    await writesNothing(shop, async () => {
      refused(await cancelOrder(owner, absent, { key: shop.key('cancel') }), 404, 'unknown_order');
      refused(await cancelOrder(owner, `nowhere.${'0'.repeat(32)}`, { key: shop.key('cancel') }), 404, 'unknown_order');
      refused(await cancelOrder(stranger, orderId, { key: shop.key('steal') }), 404, 'unknown_order');
      refused(await shipOrder(staff, absent, { key: shop.key('ship') }), 404, 'unknown_order');
    });
    for (const reader of [owner, staff, shop.as.operator])
      refused(await reader.get(`/v1/orders/${absent}`), 404, 'unknown_order');
  },

  async unknown_customer(shop) {
    refused(await shop.as.operator.get('/v1/customers/nobody/orders'), 404, 'unknown_customer');
  },

  async unknown_category(shop) {
    const { merchantId, staff } = await shop.merchant('odd section');
    const opening = { name: 'Odd', categoryId: 'antimatter', currency: 'EUR' };
    const product = { sku: 'x', name: 'X', description: '', categoryId: 'antimatter', priceMinor: 1, stock: 1 };
    await writesNothing(shop, async () => {
      refused(await shop.as.operator.post('/v1/merchants', opening, { key: shop.key('open') }), 404, 'unknown_category');
      const adding = staff.post(`/v1/merchants/${merchantId}/products`, product, { key: shop.key('list') });
      refused(await adding, 404, 'unknown_category');
    });
  },

  async sku_taken(shop) {
    const { merchantId, staff } = await shop.merchant('taken', { kettle: {} });
    const product = { sku: 'kettle', name: 'Other', description: '', categoryId: 'kitchen', priceMinor: 1, stock: 1 };
    await writesNothing(shop, async () => {
      const adding = staff.post(`/v1/merchants/${merchantId}/products`, product, { key: shop.key('list') });
      expect(refused(await adding, 409, 'sku_taken')).toMatchObject({ sku: 'kettle' });
    });
  },

  async out_of_stock(shop) {
    const { merchantId } = await shop.merchant('scarce', { kettle: { stock: 4 }, spoon: {} });
    const shopper = await shop.as.shopper();
    const lines = [
      { sku: 'spoon', quantity: 1 },
      { sku: 'kettle', quantity: 2 },
      { sku: 'kettle', quantity: 3 },
    ];
    await writesNothing(shop, async () => {
      const answer = await placeOrder(shopper, merchantId, lines, { key: shop.key('buy') });
      expect(refused(answer, 409, 'out_of_stock')).toMatchObject({ merchantId, sku: 'kettle', left: 4 });
    });
  },

  async order_not_open(shop) {
    const { merchantId, staff } = await shop.merchant('closed', { kettle: {} });
    const shopper = await shop.as.shopper();
    const buy = async (name: string) =>
      accepted(await placeOrder(shopper, merchantId, one, { key: shop.key(name) }), 201).orderId;
    const [cancelled, shipped] = [await buy('buy one'), await buy('buy another')];
    accepted(await cancelOrder(shopper, cancelled, { key: shop.key('cancel') }));
    accepted(await shipOrder(staff, shipped, { key: shop.key('ship') }));
    await writesNothing(shop, async () => {
      const again = { key: shop.key('again') };
      const problem = refused(await cancelOrder(shopper, cancelled, again), 409, 'order_not_open');
      expect(problem).toMatchObject({ orderId: cancelled, orderStatus: 'cancelled' });
      refused(await cancelOrder(shopper, shipped, again), 409, 'order_not_open');
      refused(await cancelOrder(staff, shipped, again), 409, 'order_not_open');
      refused(await shipOrder(staff, cancelled, again), 409, 'order_not_open');
      refused(await shipOrder(staff, shipped, again), 409, 'order_not_open');
    });
  },

  async insufficient_funds(shop) {
    const [from, to] = [await shop.merchant('payer', { kettle: { priceMinor: 2_500 } }), await shop.merchant('payee')];
    const shopper = await shop.as.shopper();
    const { orderId } = accepted(await placeOrder(shopper, from.merchantId, one, { key: shop.key('buy') }), 201);
    await writesNothing(shop, async () => {
      const all = { key: shop.key('too much') };
      const answer = await transferFunds(from.staff, from.merchantId, to.merchantId, 2_451, all);
      expect(refused(answer, 409, 'insufficient_funds')).toMatchObject({ merchantId: from.merchantId, availableMinor: 2_450 });
      const huge = { key: shop.key('huge') };
      refused(
        await transferFunds(from.staff, from.merchantId, to.merchantId, Number.MAX_SAFE_INTEGER, huge),
        409,
        'insufficient_funds',
      );
    });
    accepted(await transferFunds(from.staff, from.merchantId, to.merchantId, 1, { key: shop.key('spend') }), 201);
    await writesNothing(shop, async () => {
      refused(await cancelOrder(shopper, orderId, { key: shop.key('refund') }), 409, 'insufficient_funds');
    });
  },

  async currency_mismatch(shop) {
    const [euro, franc] = [await shop.merchant('euro', { kettle: {} }), await shop.merchant('franc', { kettle: {} }, 'CHF')];
    const shopper = await shop.as.shopper();
    accepted(await placeOrder(shopper, euro.merchantId, one, { key: shop.key('earn') }), 201);
    const basket = [euro, franc].map(({ merchantId }) => ({ merchantId, sku: 'kettle', quantity: 1 }));
    await writesNothing(shop, async () => {
      refused(await placeBasket(shopper, basket, { key: shop.key('basket') }), 422, 'currency_mismatch');
      const pay = { key: shop.key('pay') };
      refused(await transferFunds(euro.staff, euro.merchantId, franc.merchantId, 1, pay), 422, 'currency_mismatch');
    });
  },

  async same_merchant(shop) {
    const { merchantId, staff } = await shop.merchant('alone', { kettle: {} });
    const shopper = await shop.as.shopper();
    accepted(await placeOrder(shopper, merchantId, one, { key: shop.key('earn') }), 201);
    await writesNothing(shop, async () => {
      refused(await transferFunds(staff, merchantId, merchantId, 1, { key: shop.key('pay') }), 422, 'same_merchant');
    });
  },

  async amount_too_large(shop) {
    // An order of 50 lines over 5 × 10^14: the nineteenth passes what can be counted exactly.
    const skus = Array.from({ length: 10 }, (_, at) => `palace-${at}`);
    const goods = Object.fromEntries(skus.map((sku) => [sku, { priceMinor: 1_000_000_000, stock: 1_000_000 }]));
    const { merchantId } = await shop.merchant('palaces', goods);
    const shopper = await shop.as.shopper();
    const buy = (turn: number) => {
      const line = { sku: skus[turn >> 1] as string, quantity: 10_000 };
      return placeOrder(shopper, merchantId, Array(50).fill(line), { key: shop.key(`buy ${turn}`) });
    };
    for (let turn = 0; turn < 18; turn += 1) accepted(await buy(turn), 201);
    await writesNothing(shop, async () => {
      refused(await buy(18), 422, 'amount_too_large');
    });
    const { clearing, available, fees } = await shop.books(merchantId);
    expect([clearing, available, fees].map(({ balanceMinor }) => balanceMinor)).toEqual([-9e15, 8.82e15, 1.8e14]);
  },

  async version_mismatch(shop) {
    const { merchantId, staff } = await shop.merchant('versions', { kettle: {} });
    const shopper = await shop.as.shopper();
    const { orderId } = accepted(await placeOrder(shopper, merchantId, one, { key: shop.key('buy') }), 201);
    await writesNothing(shop, async () => {
      const stale = { key: shop.key('stale'), ifMatch: 1 };
      const problem = refused(await changePrice(staff, merchantId, 'kettle', 1, stale), 412, 'version_mismatch');
      expect(problem).toMatchObject({ expected: 1, found: 2 });
      refused(await restock(staff, merchantId, 'kettle', 1, stale), 412, 'version_mismatch');
      const ahead = { key: shop.key('ahead'), ifMatch: 7 };
      refused(await cancelOrder(shopper, orderId, ahead), 412, 'version_mismatch');
      refused(await shipOrder(staff, orderId, ahead), 412, 'version_mismatch');
    });
  },

  async idempotency_key_reused(shop) {
    const { merchantId } = await shop.merchant('reuse', { kettle: {} });
    const shopper = await shop.as.shopper();
    const content = { key: shop.key('buy') };
    accepted(await placeOrder(shopper, merchantId, one, content), 201);
    await writesNothing(shop, async () => {
      const other = await placeOrder(shopper.at(1), merchantId, [{ sku: 'kettle', quantity: 2 }], content);
      refused(other, 422, 'idempotency_key_reused');
    });
  },
};

export default promised({ title: 'a refusal is told by its status and code, and nothing is written:', cases: reasons });

async function writesNothing(shop: ShopUnderTest, work: () => Promise<void>): Promise<void> {
  expect(await shop.written(work)).toEqual([]);
}
