import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Answer, Client } from '../client.ts';
import { cancelOrder, changePrice, placeBasket, placeOrder, restock, shipOrder, transferFunds } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';

const REPEATS = 32;
const one = [{ sku: 'kettle', quantity: 1 }];

export default promised({
  title: 'under one idempotency key',
  cases: {
    async '32 parallel repeats of an order over both instances take effect once and all hear the same'(shop) {
      const { merchantId } = await shop.merchant('kettles', { kettle: { stock: 40 } });
      const shopper = await shop.as.shopper();
      const answers = await repeated((at) => placeOrder(shopper.at(at), merchantId, one, { key: shop.key('buy') }));
      same(answers, 201);
      const { orderId } = accepted(answers[0] as (typeof answers)[number], 201);
      expect((await shop.order(orderId)).version).toBe(1);
      expect(await shop.stock(merchantId, 'kettle')).toBe(39);
      const { audit, clearing } = await shop.books(merchantId);
      expect(audit.map(({ type }) => type)).toEqual(['register-merchant', 'add-product', 'place-order']);
      expect(clearing.entries).toHaveLength(1);
    },

    async '32 parallel repeats of any other command do too'(shop) {
      const { merchantId, staff } = await shop.merchant('this', { kettle: { stock: 40 } });
      const other = await shop.merchant('other', { kettle: { stock: 40 } });
      const shopper = await shop.as.shopper();
      const buy = async (name: string) =>
        accepted(await placeOrder(shopper, merchantId, one, { key: shop.key(name) }), 201).orderId;
      const [toCancel, toShip] = [await buy('to cancel'), await buy('to ship')];
      const product = { sku: 'spoon', name: 'Spoon', description: '', categoryId: 'kitchen', priceMinor: 5, stock: 5 };
      const basket = [merchantId, other.merchantId].map((merchantId) => ({ merchantId, sku: 'kettle', quantity: 1 }));
      const opening = { name: 'Twin', categoryId: 'kitchen', currency: 'EUR' };
      const of = (type: string) => ({ key: shop.key(type) });
      const commands: Readonly<Record<string, [status: 200 | 201, by: Client, send: (by: Client) => Promise<Answer>]>> = {
        'register-merchant': [201, shop.as.operator, (by) => by.post('/v1/merchants', opening, of('register'))],
        'add-product': [201, staff, (by) => by.post(`/v1/merchants/${merchantId}/products`, product, of('add'))],
        'change-price': [200, staff, (by) => changePrice(by, merchantId, 'kettle', 9, of('price'))],
        restock: [200, staff, (by) => restock(by, merchantId, 'kettle', 60, of('restock'))],
        'cancel-order': [200, shopper, (by) => cancelOrder(by, toCancel, of('cancel'))],
        'ship-order': [200, staff, (by) => shipOrder(by, toShip, of('ship'))],
        'place-basket': [201, shopper, (by) => placeBasket(by, basket, of('basket'))],
        'transfer-funds': [201, staff, (by) => transferFunds(by, merchantId, other.merchantId, 7, of('transfer'))],
      };
      for (const [type, [status, by, send]] of Object.entries(commands)) {
        const lines = await shop.written(async () => same(await repeated((at) => send(by.at(at))), status));
        const added = lines.filter((line) => line.startsWith(`+ audit`));
        expect(added, type).toHaveLength(type === 'place-basket' || type === 'transfer-funds' ? 2 : 1);
      }
      expect(await shop.stock(merchantId, 'kettle')).toBe(40 - 2 + 1 + 60 - 1);
    },

    async 'a repeat hears the reply of its accepted order even when the stock is gone'(shop) {
      const { merchantId } = await shop.merchant('last', { kettle: { stock: 1 } });
      const [first, second] = [await shop.as.shopper(), await shop.as.shopper()];
      const content = { key: shop.key('buy') };
      const answer = await placeOrder(first, merchantId, one, content);
      accepted(answer, 201);
      refused(await placeOrder(second, merchantId, one, content), 409, 'out_of_stock');
      same(
        [answer, await placeOrder(first, merchantId, one, content), await placeOrder(first.at(1), merchantId, one, content)],
        201,
      );
    },

    async 'a repeat hears the reply of its order even when the order has been cancelled since'(shop) {
      const { merchantId } = await shop.merchant('cancelled', { kettle: {} });
      const shopper = await shop.as.shopper();
      const answer = await placeOrder(shopper, merchantId, one, { key: shop.key('buy') });
      accepted(await cancelOrder(shopper, accepted(answer, 201).orderId, { key: shop.key('cancel') }));
      same([answer, await placeOrder(shopper.at(1), merchantId, one, { key: shop.key('buy') })], 201);
    },

    async 'another request is refused: another body, another path, another If-Match, another command'(shop) {
      const { merchantId, staff } = await shop.merchant('reuse', { kettle: {}, spoon: {} });
      const shopper = await shop.as.shopper();
      const content = { key: shop.key('buy') };
      accepted(await placeOrder(shopper, merchantId, one, content), 201);
      accepted(await changePrice(staff, merchantId, 'kettle', 100, content));
      const nothing = await shop.written(async () => {
        refused(await placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 2 }], content), 422, 'idempotency_key_reused');
        refused(await placeBasket(shopper, [{ merchantId, sku: 'kettle', quantity: 1 }], content), 422, 'idempotency_key_reused');
        refused(await changePrice(staff, merchantId, 'kettle', 101, content), 422, 'idempotency_key_reused');
        refused(await changePrice(staff, merchantId, 'spoon', 100, content), 422, 'idempotency_key_reused');
        refused(await changePrice(staff, merchantId, 'kettle', 100, { ...content, ifMatch: 1 }), 422, 'idempotency_key_reused');
        refused(await restock(staff, merchantId, 'kettle', 100, content), 422, 'idempotency_key_reused');
      });
      expect(nothing).toEqual([]);
    },

    async 'the same request written another way is a repeat'(shop) {
      const { merchantId } = await shop.merchant('spelling', { kettle: {} });
      const shopper = await shop.as.shopper();
      const key = shop.key('buy');
      const raw = `\n{ "lines" : [ {"quantity":1.0e0, "sku":"\\u006bettle"} ] ,"merchantId":"${merchantId}" }`;
      same([await placeOrder(shopper, merchantId, one, { key }), await shopper.post('/v1/orders', undefined, { key, raw })], 201);
      expect(await shop.stock(merchantId, 'kettle')).toBe(99);
    },

    async 'strangers do not meet'(shop) {
      const { merchantId } = await shop.merchant('strangers', { kettle: {} });
      const buyers = await Promise.all(upTo(3).map(() => shop.as.shopper()));
      const answers = await Promise.all(buyers.map((buyer) => placeOrder(buyer, merchantId, one, { key: shop.key('buy') })));
      expect(new Set(answers.map((answer) => accepted(answer, 201).orderId)).size).toBe(3);
    },

    async 'a refusal is not remembered'(shop) {
      const { merchantId, staff } = await shop.merchant('refilled', { kettle: { stock: 0 } });
      const shopper = await shop.as.shopper();
      const content = { key: shop.key('buy') };
      refused(await placeOrder(shopper, merchantId, one, content), 409, 'out_of_stock');
      accepted(await restock(staff, merchantId, 'kettle', 1, { key: shop.key('restock') }));
      accepted(await placeOrder(shopper, merchantId, one, content), 201);
    },
  },
});

/** Sends the same over and over at once, to every instance in turn. */
const repeated = <T>(send: (instance: number) => Promise<Answer<T>>): Promise<Answer<T>[]> =>
  inParallel(upTo(REPEATS), REPEATS, (_, at) => send(at));

/** All were answered with the same bytes and the same headers of a record. */
function same(answers: readonly Answer[], status: 200 | 201): void {
  const heard = answers.map((answer) => {
    accepted(answer, status);
    return JSON.stringify([answer.text, answer.headers.etag, answer.headers.location]);
  });
  expect([...new Set(heard)]).toHaveLength(1);
}
