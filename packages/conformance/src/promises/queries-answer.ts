import type { Order, Product } from '@outgrow/domain/records';
import type { CohortMonth, Page, ProductSales, SalesDay } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { cancelOrder, placeOrder } from '../commands.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { Items } from '../replies.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';

export default promised({
  title: 'a query',
  cases: {
    async 'for words finds the products that hold them, best match first'(shop) {
      const { merchantId } = await shop.merchant('search', {
        faint: { name: 'Lantern', description: `${'light for the long evenings of a garden '.repeat(8)} quokkaproof` },
        best: { name: 'Quokkaproof lid', description: 'Quokkaproof and quokkaproof again' },
        none: { name: 'Ladle' },
      });
      await shop.settle();
      const skus = async (query: string) => (await found(shop, query)).map(({ sku }) => sku);
      expect(await skus('q=quokkaproof')).toEqual(['best', 'faint']);
      expect(await skus('q=QUOKKAPROOF')).toEqual(['best', 'faint']);
      expect(await skus(`q=ladle&merchantId=${merchantId}`)).toEqual(['none']);
      expect(await skus('q=nobodysellsthis')).toEqual([]);
      const [first] = await found(shop, 'q=quokkaproof');
      expect(first).toEqual(await shop.product(merchantId, 'best'));
    },

    async 'for words within a category or a merchant finds only what lies there'(shop) {
      const one = await shop.merchant('narrow', {
        spoon: { name: 'Wombatspoon', categoryId: 'kitchen' },
        book: { name: 'Wombatspoon', description: 'A book of spoons', categoryId: 'books' },
      });
      const other = await shop.merchant('narrow other', { spoon: { name: 'Wombatspoon' } });
      await shop.settle();
      const places = async (query: string) =>
        (await found(shop, query)).map(({ merchantId, sku }) => `${merchantId}/${sku}`).sort();
      const all = [`${one.merchantId}/book`, `${one.merchantId}/spoon`, `${other.merchantId}/spoon`].sort();
      expect(await places('q=wombatspoon')).toEqual(all);
      expect(await places(`q=wombatspoon&merchantId=${other.merchantId}`)).toEqual([`${other.merchantId}/spoon`]);
      expect(await places('q=wombatspoon&categoryId=books')).toEqual([`${one.merchantId}/book`]);
      expect(await places(`q=wombatspoon&categoryId=books&merchantId=${other.merchantId}`)).toEqual([]);
    },

    async 'of many odd words is answered, not refused'(shop) {
      for (const words of [
        '"',
        "'; --",
        '-',
        '!',
        'a & | ! <-> b',
        '\\',
        '((((',
        '%',
        '日本語',
        '🫖',
        'the',
        'or',
        `"${'x '.repeat(90)}`,
      ]) {
        await found(shop, `q=${encodeURIComponent(words)}`);
        await found(shop, `q=${encodeURIComponent(words)}&facets=true&highlight=true`);
      }
    },

    async 'for sales counts the orders that were not cancelled, by day and by product'(shop) {
      const { merchantId, staff } = await shop.merchant('sales', { kettle: { priceMinor: 1_000 }, spoon: { priceMinor: 10 } });
      const shopper = await shop.as.shopper();
      const buy = async (name: string, lines: { sku: string; quantity: number }[]) =>
        accepted(await placeOrder(shopper, merchantId, lines, { key: shop.key(name) }), 201).orderId;
      const bought = [
        await buy('both', [
          { sku: 'kettle', quantity: 2 },
          { sku: 'spoon', quantity: 5 },
        ]),
        await buy('spoons', [{ sku: 'spoon', quantity: 1 }]),
      ];
      const cancelled = await buy('cancelled', [{ sku: 'kettle', quantity: 9 }]);
      accepted(await cancelOrder(shopper, cancelled, { key: shop.key('cancel') }));

      const orders = await Promise.all(bought.map((orderId) => shop.order(orderId)));
      const days = [...new Set(orders.map(dayOf))];
      await shop.settle();
      const expected = days.map((day) => {
        const those = orders.filter((order) => dayOf(order) === day);
        const units = those.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0);
        return { day, orders: those.length, units, totalMinor: those.reduce((sum, { totalMinor }) => sum + totalMinor, 0) };
      });
      const [from, to] = [days[0] ?? '', days.at(-1) ?? ''];
      const path = (what: string, more = '') => `/v1/merchants/${merchantId}/${what}?from=${from}&to=${to}${more}`;
      expect(accepted(await staff.get<Items<SalesDay>>(path('sales'))).items).toEqual(expected);
      const top = [
        { sku: 'spoon', units: 6, totalMinor: 60 },
        { sku: 'kettle', units: 2, totalMinor: 2_000 },
      ];
      expect(accepted(await shop.as.operator.get<Items<ProductSales>>(path('top-products'))).items).toEqual(top);
      expect(accepted(await staff.get<Items<ProductSales>>(path('top-products', '&limit=1'))).items).toEqual(top.slice(0, 1));
      const before = await staff.get<Items<SalesDay>>(`/v1/merchants/${merchantId}/sales?from=2020-01-01&to=2020-12-31`);
      expect(accepted(before).items).toEqual([]);
    },

    async 'for cohorts counts merchants by the month of their first order that was not cancelled, for operators only'(shop) {
      const { merchantId, staff } = await shop.merchant('cohort', { kettle: {} });
      const shopper = await shop.as.shopper();
      const cohorts = async (): Promise<CohortMonth[]> => {
        await shop.settle();
        return accepted(await shop.as.operator.get<Items<CohortMonth>>('/v1/merchant-cohorts')).items;
      };
      const before = await cohorts();
      const months: string[] = [];
      for (const name of ['cancelled', 'first', 'second']) {
        const content = { key: shop.key(name) };
        const { orderId } = accepted(await placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], content), 201);
        if (name === 'cancelled') accepted(await cancelOrder(shopper, orderId, { key: shop.key('cancel') }));
        else months.push((await shop.order(orderId)).placedAt.slice(0, 7));
      }
      const after = await cohorts();
      const cohort = months[0] ?? '';
      for (const month of new Set(months)) {
        const { merchants, orders } = monthOf(before, cohort, month);
        const more = { merchants: merchants + 1, orders: orders + months.filter((one) => one === month).length };
        expect(monthOf(after, cohort, month)).toEqual({ cohort, month, ...more });
      }
      const order = after.map(({ cohort, month }) => `${cohort} ${month}`);
      expect(order).toEqual(order.toSorted());
      refused(await staff.get('/v1/merchant-cohorts'), 403, 'wrong_role');
    },

    async "for a customer's orders finds those at all merchants, newest first, for the shopper and for the operator"(shop) {
      const [one, other] = [await shop.merchant('one', { kettle: {} }), await shop.merchant('other', { kettle: {} })];
      const shopper = await shop.as.shopper();
      const ids: string[] = [];
      for (const [turn, { merchantId }] of [one, other, one].entries()) {
        const content = { key: shop.key(`buy ${turn}`) };
        const { orderId } = accepted(await placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], content), 201);
        await laterThan((await shop.order(orderId)).placedAt);
        ids.unshift(orderId);
      }
      await shop.settle();
      const own = accepted(await shopper.get<Page<Order>>('/v1/orders')).items;
      expect(own.map(({ orderId }) => orderId)).toEqual(ids);
      const customerId = shopper.principal.replace('customer:', '');
      expect(accepted(await shop.as.operator.get<Page<Order>>(`/v1/customers/${customerId}/orders`)).items).toEqual(own);
      const nothing = await shop.as.shopper();
      expect(accepted(await nothing.get<Page<Order>>('/v1/orders'))).toEqual({ items: [] });
    },
  },
});

const found = async (shop: ShopUnderTest, query: string): Promise<Product[]> =>
  accepted(await shop.as.anonymous.get<Page<Product>>(`/v1/products?${query}`)).items;

const monthOf = (rows: readonly CohortMonth[], cohort: string, month: string): CohortMonth =>
  rows.find((row) => row.cohort === cohort && row.month === month) ?? { cohort, month, merchants: 0, orders: 0 };

const dayOf = ({ placedAt }: Order): string => placedAt.slice(0, 10);

/** Orders are newest first by the millisecond, so the next one is placed in a later one. */
async function laterThan(time: string): Promise<void> {
  while (Date.now() <= Date.parse(time)) await new Promise(setImmediate);
}
