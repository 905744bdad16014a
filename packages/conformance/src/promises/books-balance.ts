import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { booksOf, sumOf } from '../books.ts';
import type { Client } from '../client.ts';
import { cancelOrder, placeBasket, placeOrder, shipOrder, transferFunds } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { untilHeard } from '../until-heard.ts';

export default promised({
  title: 'the books',
  cases: {
    async 'balance after a busy day: each account is the sum of its entries over all pages, each transaction sums to nothing'(
      shop,
    ) {
      const [one, other] = [
        await shop.merchant('one', { kettle: { priceMinor: 3_333, stock: 500 } }),
        await shop.merchant('other', { kettle: { priceMinor: 77, stock: 500 } }),
      ];
      const shoppers = await inParallel(upTo(4), 4, () => shop.as.shopper());
      const paid = await inParallel(upTo(60), 12, async (turn) => {
        const shopper = (shoppers[turn % 4] as Client).at(turn);
        const [{ merchantId, staff }, payee] = turn % 2 ? [one, other] : [other, one];
        const key = (what: string) => ({ key: shop.key(`${what} ${turn}`) });
        if (turn % 5 === 0) {
          const lines = [one, other].map(({ merchantId }) => ({ merchantId, sku: 'kettle', quantity: 2 }));
          return accepted(await untilHeard(() => placeBasket(shopper, lines, key('basket'))), 201).totalMinor;
        }
        const lines = [{ sku: 'kettle', quantity: 1 + (turn % 4) }];
        const order = accepted(await untilHeard(() => placeOrder(shopper, merchantId, lines, key('buy'))), 201);
        if (turn % 3 === 0) {
          accepted(await untilHeard(() => cancelOrder(shopper, order.orderId, key('cancel'))));
          return 0;
        }
        if (turn % 3 === 1) {
          accepted(await untilHeard(() => shipOrder(staff.at(turn), order.orderId, key('ship'))));
          accepted(await untilHeard(() => transferFunds(staff, merchantId, payee.merchantId, 10, key('pay'))), 201);
        }
        return order.totalMinor;
      });

      await shop.settle();
      // Small pages, so that there are many.
      const books = await Promise.all([one, other].map(({ merchantId }) => booksOf(shop.as.operator, merchantId, 7)));
      const ledgers = books.flatMap(({ clearing, available, fees }) => [clearing, available, fees]);
      for (const { account, entries } of ledgers) expect(account.balanceMinor).toBe(sumOf(entries));
      expect(ledgers.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0)).toBe(0);
      expect(books.reduce((sum, { clearing }) => sum + clearing.balanceMinor, 0)).toBe(-paid.reduce((sum, one) => sum + one, 0));

      const entries = ledgers.flatMap((ledger) => ledger.entries);
      for (const [txId, posted] of Map.groupBy(entries, (entry) => entry.txId)) expect(sumOf(posted), txId).toBe(0);
      for (const { clearing, available, fees, audit } of books) {
        const commands = new Map(audit.map(({ seq, commandId }) => [seq, commandId]));
        for (const entry of [clearing, available, fees].flatMap((ledger) => ledger.entries)) {
          expect(commands.get(entry.seq)).toBe(entry.txId);
        }
      }
    },
  },
});
