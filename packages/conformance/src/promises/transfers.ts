import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { sumOf } from '../books.ts';
import { placeOrder, transferFunds } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';

export default promised({
  title: 'a transfer',
  cases: {
    async 'moves available money to another merchant, and both audit trails tell it'(shop) {
      const { from, to } = await twoStalls(shop);
      const transfer = await transferFunds(from.staff, from.merchantId, to.merchantId, 800, { key: shop.key('pay') });
      const { transferId } = accepted(transfer, 201);
      const names = { fromMerchantId: from.merchantId, toMerchantId: to.merchantId };
      expect(transfer.body).toEqual({ transferId, ...names, amountMinor: 800, currency: 'EUR' });

      const [payer, payee] = [await shop.books(from.merchantId), await shop.books(to.merchantId)];
      expect(payer.available.balanceMinor).toBe(9_800 - 800);
      expect(payee.available.balanceMinor).toBe(9_800 + 800);
      expect(payer.available.entries[0]).toMatchObject({ txId: transferId, amountMinor: -800 });
      expect(payee.available.entries[0]).toMatchObject({ txId: transferId, amountMinor: 800 });
      const merchants = [from.merchantId, to.merchantId].sort();
      for (const { audit } of [payer, payee]) {
        expect(audit.at(-1)).toMatchObject({
          commandId: transferId,
          type: 'transfer-funds',
          merchants,
          by: `staff:${from.merchantId}`,
        });
      }
    },

    async 'can take all there is, by the operator too'(shop) {
      const { from, to } = await twoStalls(shop);
      accepted(await transferFunds(shop.as.operator, from.merchantId, to.merchantId, 9_800, { key: shop.key('pay') }), 201);
      expect((await shop.books(from.merchantId)).available.balanceMinor).toBe(0);
    },

    async 'to and fro at the same time loses nothing and never takes more than there is'(shop) {
      const { from, to } = await twoStalls(shop);
      const answers = await inParallel(upTo(60), 20, (turn) => {
        const [payer, payee] = turn % 2 ? [from, to] : [to, from];
        const sender = payer.staff.at(turn >> 1);
        return transferFunds(sender, payer.merchantId, payee.merchantId, 3_000, { key: shop.key(`pay ${turn}`) });
      });
      for (const answer of answers) expect([201, 409], answer.text).toContain(answer.status);
      const [one, other] = [await shop.books(from.merchantId), await shop.books(to.merchantId)];
      expect(one.available.balanceMinor + other.available.balanceMinor).toBe(19_600);
      for (const { available } of [one, other]) {
        expect(available.balanceMinor).toBeGreaterThanOrEqual(0);
        expect(sumOf(available.entries)).toBe(available.balanceMinor);
      }
      const moved = answers.filter(({ status }) => status === 201).length;
      expect(one.audit.filter(({ type }) => type === 'transfer-funds')).toHaveLength(moved);
      expect(other.audit.filter(({ type }) => type === 'transfer-funds')).toHaveLength(moved);
    },
  },
});

/** Two merchants with 9 800 available each. */
async function twoStalls(shop: ShopUnderTest) {
  const shopper = await shop.as.shopper();
  const [from, to] = [await shop.merchant('from', { kettle: {} }), await shop.merchant('to', { kettle: {} })];
  for (const { merchantId } of [from, to]) {
    const content = { key: shop.key(`earn ${merchantId}`) };
    accepted(await placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 4 }], content), 201);
  }
  return { from, to };
}
