import type { CartLine } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { placeBasket } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { Basket } from '../replies.ts';
import type { ShopUnderTest, Stall } from '../shop-under-test.ts';
import { untilHeard } from '../until-heard.ts';

export default promised({
  title: 'a basket over several merchants is placed whole or not at all',
  guarantee: 'atomicAcrossMerchants',
  holds: {
    async 'when 40 at once name two merchants in opposite orders, and one has units for 15 only'(shop) {
      const [one, other] = [
        await shop.merchant('one', { kettle: { stock: 15 } }),
        await shop.merchant('other', { kettle: { stock: 25 } }),
      ];
      const shoppers = await shoppersOf(shop, 8);
      const answers = await inParallel(upTo(40), 40, (turn) => {
        const places = turn % 2 ? [one, other] : [other, one];
        const shopper = (shoppers[turn % shoppers.length] as Client).at(turn >> 1);
        return untilHeard(() => placeBasket(shopper, oneOfEach(places), { key: shop.key(`buy ${turn}`) }));
      });
      const placed = answers.filter(({ status }) => status === 201).map((answer) => accepted(answer, 201));
      for (const answer of answers) {
        if (answer.status !== 201) expect(refused(answer, 409, 'out_of_stock')).toMatchObject({ merchantId: one.merchantId });
      }
      expect(placed).toHaveLength(15);
      expect(await shop.stock(one.merchantId, 'kettle')).toBe(0);
      expect(await shop.stock(other.merchantId, 'kettle')).toBe(10);
      await areWhole(shop, [one.merchantId, other.merchantId], placed);
    },

    async 'when 45 at once go round three merchants, each naming two of them'(shop) {
      const places: Stall[] = [];
      for (const name of ['a', 'b', 'c']) places.push(await shop.merchant(name, { kettle: { stock: 12 } }));
      const shoppers = await shoppersOf(shop, 6);
      const answers = await inParallel(upTo(45), 45, (turn) => {
        const pair = [places[turn % 3], places[(turn + 1) % 3]] as Stall[];
        const shopper = (shoppers[turn % shoppers.length] as Client).at(turn);
        return untilHeard(() => placeBasket(shopper, oneOfEach(pair), { key: shop.key(`buy ${turn}`) }));
      });
      const placed = answers.filter(({ status }) => status === 201).map((answer) => accepted(answer, 201));
      const left = await Promise.all(places.map(({ merchantId }) => shop.stock(merchantId, 'kettle')));
      expect(left.reduce((sum, stock) => sum + stock, 0)).toBe(3 * 12 - 2 * placed.length);
      // Whoever was refused met an empty merchant, so that no two of the three can have units left.
      expect(left.filter((stock) => stock > 0).length).toBeLessThanOrEqual(1);
      await areWhole(
        shop,
        places.map(({ merchantId }) => merchantId),
        placed,
      );
    },
  },
  gap: {
    async 'one is seen half, and whole after its repeat'(shop, open) {
      // So many merchants that they cannot all lie in the same part of the stage.
      const places: Stall[] = [];
      for (const turn of upTo(8)) places.push(await shop.merchant(`stall ${turn}`, { kettle: {} }));
      const shopper = await shop.as.shopper();
      const { writeUrl, readUrl, close } = await open();
      const buy = () => placeBasket(shopper.at(writeUrl), oneOfEach(places), { key: shop.key('buy') });
      await buy();
      const sold = async () => {
        const path = (merchantId: string) => `/v1/merchants/${merchantId}/products/kettle`;
        const reads = places.map(({ merchantId }) => shop.as.anonymous.at(readUrl).get<{ stock: number }>(path(merchantId)));
        return (await Promise.all(reads)).filter((answer) => accepted(answer).stock === 99).length;
      };
      const half = await sold();
      expect(half, 'merchants that have sold').toBeGreaterThan(0);
      expect(half, 'merchants that have sold').toBeLessThan(places.length);
      await close();
      accepted(await untilHeard(buy), 201);
      await shop.settle();
      expect(await sold()).toBe(places.length);
    },
  },
});

const shoppersOf = (shop: ShopUnderTest, count: number): Promise<Client[]> =>
  inParallel(upTo(count), count, () => shop.as.shopper());

const oneOfEach = (places: readonly { merchantId: string }[]): CartLine[] =>
  places.map(({ merchantId }) => ({ merchantId, sku: 'kettle', quantity: 1 }));

/** The orders that lie at these merchants are those of the accepted baskets, all of them. */
async function areWhole(shop: ShopUnderTest, merchants: readonly string[], placed: readonly Basket[]): Promise<void> {
  const stored: string[] = [];
  for await (const { kind, value } of shop.records()) {
    if (kind === 'order' && merchants.includes(value.merchantId)) stored.push(`${value.basketId} ${value.orderId}`);
  }
  const promised = placed.flatMap(({ basketId, orders }) => orders.map(({ orderId }) => `${basketId} ${orderId}`));
  expect(stored.sort()).toEqual(promised.sort());
}
