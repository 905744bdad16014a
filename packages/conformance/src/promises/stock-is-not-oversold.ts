import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { cancelOrder, placeOrder, restock } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import { untilHeard } from '../until-heard.ts';

const BUYERS = 200;
const UNITS = 50;
const AT_ONCE = 200;

export default promised({
  title: 'units that are there',
  timeoutMs: 60_000,
  cases: {
    async 'are sold, and no others: of 200 parallel buyers of 50 units 50 are accepted and 150 refused'(shop) {
      const { merchantId } = await shop.merchant('rush', { kettle: { priceMinor: 2_500, stock: UNITS } });
      const buyers = await inParallel(upTo(BUYERS), 20, () => shop.as.shopper());
      const buy = (buyer: Client, at: number) =>
        placeOrder(buyer.at(at), merchantId, [{ sku: 'kettle', quantity: 1 }], { key: shop.key('buy') });
      const answers = await inParallel(buyers, AT_ONCE, (buyer, at) => untilHeard(() => buy(buyer, at)));

      const sold = answers.filter(({ status }) => status === 201);
      for (const answer of answers) if (answer.status !== 201) refused(answer, 409, 'out_of_stock');
      expect(sold).toHaveLength(UNITS);
      expect(answers.length - sold.length).toBe(BUYERS - UNITS);
      const ids = sold.map((answer) => accepted(answer, 201).orderId);
      expect(new Set(ids).size).toBe(UNITS);

      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ stock: 0, received: UNITS });
      const books = await shop.books(merchantId);
      expect(books.clearing.balanceMinor).toBe(-2_500 * UNITS);
      expect(books.available.balanceMinor).toBe(2_450 * UNITS);
      expect(books.fees.balanceMinor).toBe(50 * UNITS);
      expect(books.audit.filter(({ type }) => type === 'place-order')).toHaveLength(UNITS);
      const stored: string[] = [];
      for await (const { kind, value } of shop.records()) {
        if (kind === 'order' && value.merchantId === merchantId) stored.push(value.orderId);
      }
      expect(stored.sort()).toEqual(ids.sort());

      const winner = answers.findIndex(({ status }) => status === 201);
      const again = await buy(buyers[winner] as Client, winner + 1);
      expect(again.text).toBe(answers[winner]?.text);
    },

    async 'are not sold while somebody cancels and somebody restocks, unless they are back'(shop) {
      const { merchantId, staff } = await shop.merchant('turmoil', { kettle: { stock: 10 } });
      const buyers = await inParallel(upTo(10), 10, () => shop.as.shopper());
      const quantities = await inParallel(upTo(60), 30, async (turn) => {
        const buyer = (buyers[turn % buyers.length] as Client).at(turn);
        if (turn % 12 === 0) {
          accepted(
            await untilHeard(() => restock(staff.at(turn), merchantId, 'kettle', 2, { key: shop.key(`restock ${turn}`) })),
          );
          return { received: 2, sold: 0 };
        }
        const quantity = 1 + (turn % 3);
        const content = { key: shop.key(`buy ${turn}`) };
        const answer = await untilHeard(() => placeOrder(buyer, merchantId, [{ sku: 'kettle', quantity }], content));
        if (answer.status !== 201) {
          refused(answer, 409, 'out_of_stock');
          return { received: 0, sold: 0 };
        }
        if (turn % 2) return { received: 0, sold: quantity };
        const cancel = { key: shop.key(`cancel ${turn}`) };
        accepted(await untilHeard(() => cancelOrder(buyer.at(turn + 1), accepted(answer, 201).orderId, cancel)));
        return { received: 0, sold: 0 };
      });
      const sum = (pick: (one: { received: number; sold: number }) => number) =>
        quantities.reduce((total, one) => total + pick(one), 0);
      const received = 10 + sum((one) => one.received);
      expect(await shop.product(merchantId, 'kettle')).toMatchObject({ received, stock: received - sum((one) => one.sold) });
    },
  },
});
