import type { Order, Product } from '@outgrow/domain/records';
import type { Page } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { cancelOrder, changePrice, placeOrder } from '../commands.ts';
import { upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { AccountPage, Cart } from '../replies.ts';
import type { ShopUnderTest, Stall } from '../shop-under-test.ts';

const OTHERS = 3;

export default promised({
  title: 'a session reads what it wrote itself',
  guarantee: 'readYourWrites',
  always: {
    async 'where it stays on one instance: prices'(shop) {
      for (const at of [0, 1]) await readsItsPrices(shop, [at], [at]);
    },
    async 'where it stays on one instance: orders and accounts'(shop) {
      for (const at of [0, 1]) await readsItsOrders(shop, [at], [at]);
    },
    async 'on any instance: its cart'(shop) {
      const shopper = await shop.as.shopper();
      for (const turn of upTo(10)) {
        accepted(await shopper.at(turn).put('/v1/cart/lines/m0001/p0001', { quantity: turn }));
        const { lines } = accepted(await shopper.at(turn + 1).get<Cart>('/v1/cart'));
        expect(lines).toEqual([{ merchantId: 'm0001', sku: 'p0001', quantity: turn }]);
      }
    },
  },
  holds: {
    'on any instance: prices': (shop) => readsItsPrices(shop, [0, 1], [1, 0]),
    'on any instance: orders and accounts': (shop) => readsItsOrders(shop, [0, 1], [1, 0]),
  },
  gap: {
    async 'the old price is what it is still shown, and the new one once it has caught up'(shop, open) {
      const stall = await shop.merchant('gap', { kettle: { priceMinor: 2_500 } });
      const { merchantId, staff } = stall;
      for (const url of shop.running.appUrls) expect(await priceOf(shop.as.anonymous.at(url), stall)).toBe(2_500);
      const { writeUrl, readUrl, close } = await open();
      accepted(await changePrice(staff.at(writeUrl), merchantId, 'kettle', 1_999, { key: shop.key('price') }));
      await close();
      expect(await priceOf(staff.at(readUrl), stall), 'left by the gap').toBe(2_500);
      await shop.settle();
      expect(await priceOf(staff.at(readUrl), stall), 'caught up').toBe(1_999);
    },
  },
});

const priceOf = async (reader: Client, { merchantId }: Stall): Promise<number> =>
  accepted(await reader.get<Product>(`/v1/merchants/${merchantId}/products/kettle`)).priceMinor;

/** Writes at these instances in turn, each time reading it at those beside them. */
async function readsItsPrices(shop: ShopUnderTest, writes: readonly number[], reads: readonly number[]): Promise<void> {
  const name = `prices ${writes.join()}`;
  const stall = await shop.merchant(name, { kettle: {} });
  const { merchantId, staff } = stall;
  let isWriting = true;
  // Others read all the while, of a shop that keeps settling, so that what is fetched for them crosses with what is written.
  const others = upTo(OTHERS).map(async (other) => {
    for (let turn = 0; isWriting; turn += 1) {
      const at = reads[turn % reads.length] ?? 0;
      if (other === 1) accepted(await shop.as.operator.at(at).post('/v1/ops/settle', undefined), 204);
      await priceOf(shop.as.anonymous.at(at), stall);
    }
  });
  try {
    for (const turn of upTo(100)) {
      const [write = 0, read = 0] = [writes[turn % writes.length], reads[turn % reads.length]];
      accepted(await changePrice(staff.at(write), merchantId, 'kettle', turn, { key: shop.key(`${name} ${turn}`) }));
      expect(await priceOf(staff.at(read), stall)).toBe(turn);
    }
  } finally {
    isWriting = false;
    await Promise.allSettled(others);
  }
}

async function readsItsOrders(shop: ShopUnderTest, writes: readonly number[], reads: readonly number[]): Promise<void> {
  const name = `orders ${writes.join()}`;
  const { merchantId, staff } = await shop.merchant(name, { kettle: { priceMinor: 100 } });
  const shopper = await shop.as.shopper();
  for (const turn of upTo(10)) {
    const [write = 0, read = 0] = [writes[turn % writes.length], reads[turn % reads.length]];
    const content = { key: shop.key(`${name} ${turn}`) };
    const order = await placeOrder(shopper.at(write), merchantId, [{ sku: 'kettle', quantity: 1 }], content);
    const { orderId } = accepted(order, 201);
    expect(accepted(await shopper.at(read).get<Order>(`/v1/orders/${orderId}`)).status).toBe('placed');
    const own = accepted(await shopper.at(read).get<Page<Order>>('/v1/orders?limit=100')).items;
    expect(own.map((one) => one.orderId)).toContain(orderId);

    // What the staff has done itself it also finds in the books.
    accepted(await cancelOrder(staff.at(write), orderId, { key: shop.key(`${name} cancel ${turn}`) }));
    expect(accepted(await staff.at(read).get<Order>(`/v1/orders/${orderId}`)).status).toBe('cancelled');
    const path = `/v1/merchants/${merchantId}/accounts/available`;
    const { account, entries } = accepted(await staff.at(read).get<AccountPage>(`${path}?limit=100`));
    expect([account.balanceMinor, entries.items.length]).toEqual([0, 2 * turn]);
  }
}
