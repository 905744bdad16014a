import type { Order } from '@outgrow/domain/records';
import type { Started } from '@outgrow/services/service';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { ANSWERS_WITHIN_MS, everythingAt, isToBeTriedAgain } from '../asked-over.ts';
import { placeOrder } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';
import { dispensableServers, untilMissed, untilReady } from '../systems.ts';

const ORDERS = 24;
const AT_ONCE = 6;

export default promised({
  title: 'when a system it can do without',
  when: 'systems fail',
  timeoutMs: 240_000,
  cases: {
    async 'is killed, what asks it hears 503, all else goes on, and it recovers without being started again'(shop) {
      for (const [name, server] of await dispensableServers(shop)) {
        await doingWithout(
          shop,
          name,
          () => server.kill(),
          () => server.restart(),
        );
      }
    },

    async 'hangs, what asks it hears 503, all else goes on, and it recovers'(shop) {
      for (const [name, server] of await dispensableServers(shop)) {
        await doingWithout(
          shop,
          name,
          () => server.pause(),
          () => server.resume(),
        );
      }
    },

    async 'is killed in the middle of orders, every one of them is acknowledged and there'(shop) {
      for (const [name, server] of await dispensableServers(shop)) await ordersGoOn(shop, name, server);
    },
  },
});

async function doingWithout(shop: ShopUnderTest, name: string, fails: () => Promise<void>, isBack: () => Promise<void>) {
  const without = shop.running.stage.servers[name]?.without ?? [];
  const ask = await everythingAt(shop, name);
  for (const { answer } of await ask()) expect(answer.status, answer.asked).toBeLessThan(500);
  await fails();
  try {
    for (const { name: route, answer } of await ask()) {
      expect(answer.elapsedMs, answer.asked).toBeLessThan(ANSWERS_WITHIN_MS);
      if (without.includes(route)) isToBeTriedAgain(answer);
      else expect(answer.status, `${answer.asked} without ${name}: ${answer.text}`).toBeLessThan(500);
    }
    await untilMissed(shop, name);
  } finally {
    await isBack();
  }
  await untilReady(shop);
  for (const { answer } of await ask()) expect(answer.status, `${answer.asked}: ${answer.text}`).toBeLessThan(500);
}

async function ordersGoOn(shop: ShopUnderTest, name: string, server: Started): Promise<void> {
  const { merchantId } = await shop.merchant(`without ${name}`, { kettle: { stock: ORDERS } });
  const shopper = await shop.as.shopper();
  let killed: Promise<void> | undefined;
  let heard = 0;
  try {
    const orders = await inParallel(upTo(ORDERS), AT_ONCE, async (turn) => {
      const content = { key: shop.key(`without ${name} ${turn}`) };
      const answer = await placeOrder(shopper.at(turn), merchantId, [{ sku: 'kettle', quantity: 1 }], content);
      heard += 1;
      // In the middle, while others are under way.
      if (heard >= ORDERS / 3) killed ??= server.kill();
      return accepted(answer, 201).orderId;
    });
    await killed;
    for (const orderId of orders)
      expect(accepted(await shop.as.operator.get<Order>(`/v1/orders/${orderId}`)).status).toBe('placed');
  } finally {
    await killed;
    await server.restart();
  }
  await untilReady(shop);
  await shop.settle();
  expect(await shop.stock(merchantId, 'kettle')).toBe(0);
}
