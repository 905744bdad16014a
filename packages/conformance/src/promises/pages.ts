import type { AuditRecord, LedgerEntry, Order, Product } from '@outgrow/domain/records';
import type { Page } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { allPages, pagesOf } from '../all-pages.ts';
import { placeOrder } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { AccountPage } from '../replies.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';
import { tamperings } from '../tampered-cursors.ts';

const one = [{ sku: 'kettle', quantity: 1 }];
const lists = (merchantId: string) => ({
  audit: `/v1/merchants/${merchantId}/audit`,
  account: `/v1/merchants/${merchantId}/accounts/available`,
  search: `/v1/products?q=echidna&merchantId=${merchantId}`,
});

export default promised({
  title: 'a list',
  cases: {
    async 'of orders comes in the same order page by page, newest first, also those of one moment'(shop) {
      const { shopper } = await aTrade(shop);
      const whole = await allPages<Order>(shopper, '/v1/orders');
      expect(whole).toHaveLength(20);
      expect(whole).toEqual(whole.toSorted((a, b) => (a.placedAt < b.placedAt ? 1 : a.placedAt > b.placedAt ? -1 : 0)));
      for (const limit of [1, 3, 7, 20]) expect(await allPages<Order>(shopper.at(limit), '/v1/orders', { limit })).toEqual(whole);
    },

    async 'of entries comes in the same order page by page, newest first, beside the balance'(shop) {
      const { merchantId } = await aTrade(shop);
      const { account } = lists(merchantId);
      const entries = async (limit: number) => {
        const pages = await pagesOf<LedgerEntry, AccountPage>(shop.as.staff(merchantId), account, (page) => page.entries, {
          limit,
        });
        for (const page of pages) expect(page.account.balanceMinor).toBe(2_450 * 20);
        return pages.flatMap((page) => page.entries.items);
      };
      const whole = await entries(100);
      expect(whole.map(({ seq }) => seq)).toEqual(whole.map(({ seq }) => seq).toSorted((a, b) => b - a));
      for (const limit of [1, 6, 20]) expect(await entries(limit)).toEqual(whole);
    },

    async 'of audit records comes in the same order page by page, oldest first'(shop) {
      const { merchantId } = await aTrade(shop);
      const { audit } = lists(merchantId);
      const whole = await allPages<AuditRecord>(shop.as.operator, audit);
      expect(whole.map(({ seq }) => seq)).toEqual(upTo(24));
      for (const limit of [1, 5, 24]) expect(await allPages<AuditRecord>(shop.as.operator, audit, { limit })).toEqual(whole);
    },

    async 'of found products comes in the same order page by page, also those that match alike'(shop) {
      const goods = Object.fromEntries(upTo(9).map((n) => [`echidna-${n}`, { name: n % 3 ? 'Echidna' : 'Echidna echidna' }]));
      const { merchantId } = await shop.merchant('alike', goods);
      await shop.settle();
      const { search } = lists(merchantId);
      const whole = await allPages<Product>(shop.as.anonymous, search);
      expect(whole).toHaveLength(9);
      for (const limit of [1, 2, 9]) expect(await allPages<Product>(shop.as.anonymous, search, { limit })).toEqual(whole);
    },

    async 'newest first neither repeats nor skips an item when new ones come in between its pages'(shop) {
      const { merchantId, shopper } = await aTrade(shop);
      const whole = await allPages<Order>(shopper, '/v1/orders');
      let turn = 0;
      const between = async () => {
        turn += 1;
        accepted(await placeOrder(shopper, merchantId, one, { key: shop.key(`between ${turn}`) }), 201);
        await shop.settle();
      };
      expect(await allPages<Order>(shopper, '/v1/orders', { limit: 6, between })).toEqual(whole);
      const { account } = lists(merchantId);
      const entries = await pagesOf<LedgerEntry, AccountPage>(shop.as.operator, account, (page) => page.entries, {
        limit: 6,
        between,
      });
      const seqs = entries.flatMap((page) => page.entries.items).map(({ seq }) => seq);
      expect(seqs).toEqual(upTo(seqs.length).map((n) => (seqs[0] as number) + 1 - n));
      expect(turn).toBeGreaterThan(5);
    },

    async 'oldest first goes on to the items that come in between its pages'(shop) {
      const { merchantId, shopper } = await aTrade(shop);
      let turn = 0;
      const between = async () => {
        if (turn === 3) return;
        turn += 1;
        accepted(await placeOrder(shopper, merchantId, one, { key: shop.key(`between ${turn}`) }), 201);
        await shop.settle();
      };
      const trail = await allPages<AuditRecord>(shop.as.operator, lists(merchantId).audit, { limit: 6, between });
      expect(trail.map(({ seq }) => seq)).toEqual(upTo(27));
    },

    async 'has 20 items to a page where none says otherwise, 1 at least and 100 at most'(shop) {
      const { merchantId, shopper } = await aTrade(shop);
      accepted(await placeOrder(shopper, merchantId, one, { key: shop.key('one more') }), 201);
      await shop.settle();
      const first = accepted(await shopper.get<Page<Order>>('/v1/orders'));
      expect(first.items).toHaveLength(20);
      expect(first.next).toEqual(expect.any(String));
      expect(accepted(await shopper.get<Page<Order>>('/v1/orders?limit=100')).next).toBeUndefined();
      for (const limit of ['0', '101', '-1', '1.5', '1e1', '', '%20', 'ten', '99999999999999999999', '1&limit=2']) {
        refused(await shopper.get(`/v1/orders?limit=${limit}`), 400, 'invalid_request');
      }
    },

    async 'is not read from a cursor that was not given out'(shop) {
      const { merchantId, shopper } = await aTrade(shop);
      const { audit, account, search } = lists(merchantId);
      for (const cursor of ['nonsense', '%20', '0', 'e30', 'bnVsbA', '%F0%9F%AB%96', 'W10', 'x'.repeat(1_000)]) {
        for (const path of ['/v1/orders?', `${audit}?`, `${account}?`, `${search}&`]) {
          const reader = path.startsWith('/v1/orders') ? shopper : shop.as.operator;
          refused(await reader.get(`${path}after=${cursor}`), 400, 'invalid_cursor');
        }
      }
      refused(await shopper.get('/v1/orders?after='), 400, 'invalid_request');
      refused(await shopper.get(`/v1/orders?after=${'x'.repeat(1_001)}`), 400, 'invalid_request');
    },

    async 'is read or refused, never a failure, from a cursor that was tampered with'(shop) {
      const { merchantId, shopper } = await aTrade(shop);
      const booked = Object.values(lists(merchantId)).map((path) => [path, shop.as.operator] as const);
      const paths = [['/v1/orders', shopper] as const, ...booked].map(([path, reader]) => [joint(path), reader] as const);
      const cursors = new Set<string>();
      for (const [path, reader] of paths) {
        const page = accepted(await reader.get<Page<unknown> & { entries?: Page<unknown> }>(`${path}limit=2`));
        const next = page.next ?? page.entries?.next;
        if (next) for (const tampered of tamperings(next)) cursors.add(tampered);
      }
      expect(cursors.size).toBeGreaterThan(50);
      for (const [path, reader] of paths) {
        await inParallel(cursors, 16, async (cursor) => {
          const answer = await reader.get(`${path}after=${encodeURIComponent(cursor)}`);
          if (answer.status !== 200) refused(answer, 400, 'invalid_cursor');
        });
      }
    },
  },
});

/** The path, ready for another parameter. */
const joint = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}`;

/** A merchant that has sold one kettle 20 times, five at a time, to the same shopper. */
async function aTrade(shop: ShopUnderTest) {
  const { merchantId } = await shop.merchant('trade', {
    kettle: { name: 'Echidna kettle', priceMinor: 2_500, stock: 1_000 },
    spoon: { name: 'Echidna spoon' },
    lid: { name: 'Echidna lid' },
  });
  const shopper = await shop.as.shopper();
  await inParallel(upTo(20), 5, async (turn) =>
    accepted(await placeOrder(shopper.at(turn), merchantId, one, { key: shop.key(`buy ${turn}`) }), 201),
  );
  await shop.settle();
  return { merchantId, shopper };
}
