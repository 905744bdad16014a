import { pollUntil } from '@outgrow/services/poll-until';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { placeOrder } from '../commands.ts';
import { upTo } from '../in-parallel.ts';
import { metricsOf, total } from '../metrics-of.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';
import { serversNeeded, untilReady, whilePaused } from '../systems.ts';

const INSTANCE = 1;
const ORDERS = 5;
const WITHIN_MS = 3_000;

export default promised({
  title: 'an instance that is told to stop',
  when: 'systems fail',
  timeoutMs: 60_000,
  cases: {
    async 'takes nothing new, and answers the orders that are under way'(shop) {
      const { merchantId } = await shop.merchant('closing', { kettle: { stock: 10 } });
      const shoppers = await Promise.all(upTo(ORDERS).map(() => shop.as.shopper()));
      const buy = (turn: number, at: number) => {
        const shopper = shoppers[turn - 1]?.at(at) ?? shop.as.anonymous;
        return placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], { key: shop.key(`buy ${turn}`) });
      };
      let underWay: ReturnType<typeof buy>[] = [];
      let stopped: Promise<unknown> | undefined;
      const servers = (await serversNeeded(shop)).map(([, server]) => server);
      await whilePaused(servers, async () => {
        underWay = upTo(ORDERS).map((turn) => buy(turn, INSTANCE));
        await untilUnderWay(shop, ORDERS);
        // Settled, so that it does not end the run where something else fails first.
        stopped = Promise.allSettled([shop.running.apps[INSTANCE]?.restart()]);
        await untilNothingNewIsTaken(shop);
      });
      const answers = await Promise.all(underWay);
      const orders = answers.map((answer) => accepted(answer, 201));
      // So that nobody sends another request on a connection that is about to end.
      for (const { headers } of answers) expect(headers.connection).toBe('close');

      expect(await stopped).toEqual([{ status: 'fulfilled' }]);
      await untilReady(shop);
      for (const [at, { orderId }] of orders.entries()) {
        expect(await shop.order(orderId)).toMatchObject({ status: 'placed' });
        // It is another process now, and knows both the session and the reply.
        expect((await buy(at + 1, INSTANCE)).text).toBe(answers[at]?.text);
      }
      expect(await shop.stock(merchantId, 'kettle')).toBe(5);
    },
  },
});

/** The one that asks is under way, too. */
async function untilUnderWay(shop: ShopUnderTest, count: number): Promise<void> {
  const inFlight = async () => total(await metricsOf(shop.as.anonymous.at(INSTANCE)), 'http_requests_in_flight');
  await pollUntil(`${count} orders to be under way`, WITHIN_MS, async () => (await inFlight()) > count);
}

async function untilNothingNewIsTaken(shop: ShopUnderTest): Promise<void> {
  await pollUntil('the instance to take nothing new', WITHIN_MS, () =>
    shop.as.anonymous
      .at(INSTANCE)
      .get('/healthz')
      .then(
        () => false,
        () => true,
      ),
  );
}
