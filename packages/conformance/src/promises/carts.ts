import type { CartLine } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { placeBasket } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { Cart } from '../replies.ts';

export default promised({
  title: 'a cart',
  cases: {
    async 'is empty, takes lines, changes them and gives them up'(shop) {
      const shopper = await shop.as.shopper();
      expect(await linesOf(shopper)).toEqual([]);
      expect(accepted(await put(shopper, 'm0001', 'p0001', 2)).lines).toEqual([line('m0001', 'p0001', 2)]);
      accepted(await put(shopper, 'm0002', 'p0001', 1));
      const changed = accepted(await put(shopper, 'm0001', 'p0001', 7)).lines;
      expect(changed).toHaveLength(2);
      expect(changed).toEqual(expect.arrayContaining([line('m0001', 'p0001', 7), line('m0002', 'p0001', 1)]));
      expect(accepted(await put(shopper, 'm0001', 'p0001', 0)).lines).toEqual([line('m0002', 'p0001', 1)]);
      expect(accepted(await put(shopper, 'm0001', 'never-there', 0)).lines).toEqual([line('m0002', 'p0001', 1)]);
      accepted(await shopper.delete('/v1/cart'), 204);
      expect(await linesOf(shopper)).toEqual([]);
    },

    async "is the customer's, on each of their devices and at each instance, and nobody else's"(shop) {
      const customerId = shop.newCustomer();
      const [phone, desk, stranger] = [
        await shop.as.shopper(customerId),
        await shop.as.shopper(customerId),
        await shop.as.shopper(),
      ];
      accepted(await put(phone.at(0), 'm0001', 'p0001', 1));
      expect(await linesOf(desk.at(1))).toEqual([line('m0001', 'p0001', 1)]);
      expect(await linesOf(stranger)).toEqual([]);
    },

    async 'loses nothing of 20 parallel changes through both instances'(shop) {
      const shopper = await shop.as.shopper();
      await inParallel(upTo(20), 20, async (n) => accepted(await put(shopper.at(n), 'm0001', `sku-${n}`, n)));
      const lines = await linesOf(shopper);
      const byQuantity = lines.toSorted((a, b) => a.quantity - b.quantity);
      expect(byQuantity).toEqual(upTo(20).map((n) => line('m0001', `sku-${n}`, n)));
      await inParallel(upTo(20), 20, async (n) => accepted(await put(shopper.at(n), 'm0001', `sku-${n}`, n % 2 ? 0 : 9)));
      expect(await linesOf(shopper)).toHaveLength(10);
    },

    async 'holds one of the quantities that were set at once'(shop) {
      const shopper = await shop.as.shopper();
      await inParallel(upTo(20), 20, async (n) => accepted(await put(shopper.at(n), 'm0001', 'p0001', n)));
      const lines = await linesOf(shopper);
      expect(lines).toHaveLength(1);
      expect(upTo(20)).toContain(lines[0]?.quantity);
    },

    async 'that is full takes no more lines, also where 60 come at once'(shop) {
      const shopper = await shop.as.shopper();
      const answers = await inParallel(upTo(60), 30, (n) => put(shopper.at(n), 'm0001', `sku-${n}`, 1));
      const full = answers.filter(({ status }) => status !== 200);
      for (const answer of full) refused(answer, 409, 'cart_full');
      expect(full).toHaveLength(10);
      const lines = await linesOf(shopper);
      expect(lines).toHaveLength(50);
      const [held] = lines as [CartLine];
      accepted(await put(shopper, 'm0001', held.sku, 5));
      refused(await put(shopper, 'm0002', held.sku, 1), 409, 'cart_full');
      accepted(await put(shopper, 'm0001', held.sku, 0));
      accepted(await put(shopper, 'm0002', held.sku, 1));
    },

    async 'gives up what a basket bought from it, and keeps what was added or changed meanwhile'(shop) {
      const { merchantId } = await shop.merchant('stall', { kettle: {}, spoon: {}, lamp: {} });
      const shopper = await shop.as.shopper();
      for (const sku of ['kettle', 'spoon']) accepted(await put(shopper, merchantId, sku, 2));
      const bought = await linesOf(shopper);
      accepted(await put(shopper, merchantId, 'lamp', 1));
      accepted(await put(shopper, merchantId, 'spoon', 3));
      const buy = () => placeBasket(shopper, bought, { key: shop.key('buy') }, true);
      accepted(await buy(), 201);
      const left = [line(merchantId, 'lamp', 1), line(merchantId, 'spoon', 3)];
      expect(await linesOf(shopper)).toEqual(expect.arrayContaining(left));
      expect(await linesOf(shopper)).toHaveLength(2);
      expect(await shop.stock(merchantId, 'kettle')).toBe(98);

      accepted(await buy(), 201);
      expect(await linesOf(shopper)).toHaveLength(2);
      expect(await shop.stock(merchantId, 'kettle')).toBe(98);
    },

    async 'keeps its lines where a basket is refused, and where it was not bought from the cart'(shop) {
      const { merchantId } = await shop.merchant('stall', { kettle: { stock: 3 } });
      const shopper = await shop.as.shopper();
      accepted(await put(shopper, merchantId, 'kettle', 2));
      const lines = [line(merchantId, 'kettle', 2)];
      accepted(await placeBasket(shopper, lines, { key: shop.key('buy') }), 201);
      expect(await linesOf(shopper)).toEqual(lines);
      refused(await placeBasket(shopper, lines, { key: shop.key('buy more') }, true), 409, 'out_of_stock');
      expect(await linesOf(shopper)).toEqual(lines);
    },
  },
});

const put = (shopper: Client, merchantId: string, sku: string, quantity: number) =>
  shopper.put<Cart>(`/v1/cart/lines/${merchantId}/${sku}`, { quantity });

const linesOf = async (shopper: Client): Promise<CartLine[]> => accepted(await shopper.get<Cart>('/v1/cart')).lines;

const line = (merchantId: string, sku: string, quantity: number): CartLine => ({ merchantId, sku, quantity });
