import { pollUntil } from '@outgrow/services/poll-until';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Answer, Client } from '../client.ts';
import { placeOrder } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { metricsOf, total } from '../metrics-of.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { Placed } from '../replies.ts';
import type { Stall } from '../shop-under-test.ts';
import { serversNeeded, untilReady, whilePaused } from '../systems.ts';
import { untilHeard } from '../until-heard.ts';

/** More than may be under way in one instance. */
const ORDERS = 400;
const STALLS = 8;
const WITHIN_MS = 3_000;

export default promised({
  title: 'an instance that has more under way than it can hold',
  when: 'systems fail',
  timeoutMs: 90_000,
  cases: {
    async 'says so at once and when to try again, and loses none of what it accepted'(shop) {
      const stalls: Stall[] = [];
      for (const turn of upTo(STALLS)) stalls.push(await shop.merchant(`busy ${turn}`, { kettle: { stock: ORDERS / STALLS } }));
      const shoppers = await Promise.all(upTo(8).map(() => shop.as.shopper()));
      const buy = (turn: number) => {
        const { merchantId } = stalls[turn % STALLS] as Stall;
        const shopper = (shoppers[turn % shoppers.length] as Client).at(0);
        return placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], { key: shop.key(`buy ${turn}`) });
      };
      const heard: Answer<Placed>[] = [];
      const servers = (await serversNeeded(shop)).map(([, server]) => server);
      let sent: Promise<Answer<Placed>[]> = Promise.resolve([]);
      await whilePaused(servers, async () => {
        sent = inParallel(upTo(ORDERS), ORDERS, async (turn) => {
          const answer = await buy(turn);
          heard.push(answer);
          return answer;
        });
        await pollUntil(`one of ${ORDERS} requests under way to be shed`, WITHIN_MS, () => heard.length > 0);
        for (const answer of heard.slice(0, 20)) {
          refused(answer, 503, 'overloaded');
          expect(answer.headers['retry-after']).toMatch(/^\d+$/);
          expect(answer.elapsedMs).toBeLessThan(WITHIN_MS);
        }
        // Whoever looks after it is answered all the same.
        accepted(await shop.as.anonymous.at(0).get('/healthz'));
        expect(total(await metricsOf(shop.as.anonymous.at(0)), 'http_requests_shed_total')).toBeGreaterThan(0);
      });
      // Of those that waited for a system that hangs perhaps none was accepted: as many again, now that all is there.
      const waited = await sent;
      await untilReady(shop);
      const answers = [...waited, ...(await inParallel(upTo(ORDERS), ORDERS, buy))];
      for (const { status, asked } of answers) expect([201, 503], asked).toContain(status);
      const placed = answers.filter(({ status }) => status === 201);
      expect(placed.length).toBeGreaterThan(0);
      // Before any repeat, which would place a lost one anew under the same id.
      const stored = new Set<string>();
      for await (const { kind, value } of shop.records()) if (kind === 'order') stored.add(value.orderId);
      expect(placed.map(({ body }) => body.orderId).filter((orderId) => !stored.has(orderId))).toEqual([]);

      const repeats = await inParallel(upTo(ORDERS), 64, (turn) => untilHeard(() => buy(turn)));
      for (const repeat of repeats) accepted(repeat, 201);
      for (const [at, { status, text }] of answers.entries()) {
        if (status === 201) expect(text).toBe(repeats[at % ORDERS]?.text);
      }
      expect(new Set(repeats.map(({ body }) => body.orderId)).size).toBe(ORDERS);
      for (const { merchantId } of stalls) expect(await shop.stock(merchantId, 'kettle')).toBe(0);
    },
  },
});
