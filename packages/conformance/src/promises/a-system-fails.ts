import type { Started } from '@outgrow/services/service';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { ANSWERS_WITHIN_MS, everythingAt, isToBeTriedAgain } from '../asked-over.ts';
import type { Client } from '../client.ts';
import { placeOrder } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest, Stall } from '../shop-under-test.ts';
import { serversNeeded, untilMissed, untilReady } from '../systems.ts';
import { untilHeard } from '../until-heard.ts';

const AT_ONCE = 12;
const ORDERS = 36;

export default promised({
  title: 'when a system it needs',
  when: 'systems fail',
  timeoutMs: 180_000,
  cases: {
    async 'is killed, it says so in time, and recovers without being started again'(shop) {
      for (const [name, server] of await serversNeeded(shop)) {
        await failing(shop, name, { fails: () => server.kill(), isBack: () => server.restart() });
      }
    },

    async 'hangs, it says so in time, and recovers'(shop) {
      for (const [name, server] of await serversNeeded(shop)) {
        await failing(shop, name, { fails: () => server.pause(), isBack: () => server.resume() });
      }
    },

    async 'is killed in the middle of orders, those acknowledged are there, and the others take effect once when repeated'(shop) {
      for (const [name, server] of await serversNeeded(shop)) {
        await amidOrders(shop, `kill ${name}`, { fails: () => server.kill(), isBack: () => server.restart() });
      }
    },

    async 'hangs in the middle of orders, those acknowledged are there, and the others take effect once when repeated'(shop) {
      for (const [name, server] of await serversNeeded(shop)) {
        await amidOrders(shop, `pause ${name}`, { fails: () => server.pause(), isBack: () => server.resume() });
      }
    },
  },
});

interface Fault {
  fails: Started['kill'];
  isBack: Started['restart'];
}

async function failing(shop: ShopUnderTest, name: string, { fails, isBack }: Fault): Promise<void> {
  const ask = await everythingAt(shop, name);
  const calm = await ask();
  for (const {
    answer: { status, asked },
  } of calm)
    expect(status, asked).toBeLessThan(500);
  await fails();
  try {
    const answers = await ask();
    for (const { answer } of answers) {
      expect(answer.elapsedMs, answer.asked).toBeLessThan(ANSWERS_WITHIN_MS);
      if (answer.status >= 500) isToBeTriedAgain(answer);
    }
    expect(answers.filter(({ answer }) => answer.status === 503).length, `what cannot be done without ${name}`).toBeGreaterThan(
      0,
    );
    await untilMissed(shop, name);
    for (const url of shop.running.appUrls) accepted(await shop.as.anonymous.at(url).get('/healthz'));
  } finally {
    await isBack();
  }
  await untilReady(shop);
  // With the same keys: what became of them is heard now.
  for (const {
    answer: { status, asked, text },
  } of await ask({ untilHeard: true }))
    expect(status, `${asked}: ${text}`).toBeLessThan(500);
}

async function amidOrders(shop: ShopUnderTest, name: string, { fails, isBack }: Fault): Promise<void> {
  // Each merchant is serial by itself: the more there are, the more orders are half done at the moment of the fault.
  const stalls: Stall[] = [];
  for (const turn of upTo(AT_ONCE)) stalls.push(await shop.merchant(`${name} ${turn}`, { kettle: { stock: ORDERS / AT_ONCE } }));
  const shoppers = await Promise.all(upTo(4).map(() => shop.as.shopper()));
  const buy = (turn: number) => {
    const { merchantId } = stalls[turn % AT_ONCE] as Stall;
    const shopper = (shoppers[turn % shoppers.length] as Client).at(turn >> 2);
    return placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], { key: shop.key(`${name} buy ${turn}`) });
  };
  let heard = 0;
  let failed: Promise<void> | undefined;
  const answers = await inParallel(upTo(ORDERS), AT_ONCE, async (turn) => {
    // Whatever the fault takes to come, not all orders are through before it is there.
    if (turn >= ORDERS - AT_ONCE) await failed;
    const answer = await buy(turn);
    heard += 1;
    // In the middle, while others are under way.
    if (heard >= ORDERS / 3) failed ??= fails();
    return answer;
  });
  await failed;
  await isBack();
  await untilReady(shop);

  const acknowledged = answers.filter(({ status }) => status === 201);
  for (const answer of answers) if (answer.status !== 201) isToBeTriedAgain(answer);
  expect(acknowledged.length, 'orders acknowledged').toBeGreaterThan(0);
  expect(acknowledged.length, 'orders acknowledged').toBeLessThan(ORDERS);
  // Before any repeat, which would place a lost one anew under the same id.
  for (const answer of acknowledged) expect(await shop.order(accepted(answer, 201).orderId)).toMatchObject({ status: 'placed' });

  const repeats = await inParallel(upTo(ORDERS), AT_ONCE, (turn) => untilHeard(() => buy(turn)));
  for (const [at, repeat] of repeats.entries()) {
    accepted(repeat, 201);
    const first = answers[at];
    if (first?.status === 201) expect(repeat.text).toBe(first.text);
  }
  for (const { merchantId } of stalls) {
    expect(await shop.stock(merchantId, 'kettle')).toBe(0);
    const { audit } = await shop.books(merchantId);
    expect(audit.filter(({ type }) => type === 'place-order')).toHaveLength(ORDERS / AT_ONCE);
  }
}
