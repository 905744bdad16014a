import { routes } from '@outgrow/api/routes';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { placeOrder } from '../commands.ts';
import { metricsOf, total } from '../metrics-of.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import { readiness, serversNeeded } from '../systems.ts';

export default promised({
  title: 'whoever runs it',
  cases: {
    async 'is told that each instance is alive and ready, with each system it needs by name'(shop) {
      for (const url of shop.running.appUrls) {
        expect(accepted(await shop.as.anonymous.at(url).get('/healthz'))).toEqual({ status: 'alive' });
        const { status, body } = await readiness(shop.as.anonymous.at(url));
        expect([status, body.ready, body.draining]).toEqual([200, true, false]);
        for (const [name] of await serversNeeded(shop)) expect(body.systems[name]).toEqual({ ok: true, needed: true });
      }
    },

    async 'is given metrics that Prometheus can read, in which commands and their results count'(shop) {
      const { merchantId } = await shop.merchant('counted', { kettle: { stock: 1 } });
      const shopper = (await shop.as.shopper()).at(0);
      const count = async (result: string) =>
        total(await metricsOf(shop.as.anonymous.at(0)), 'outgrow_commands_total', { type: 'place-order', result });
      const before = { accepted: await count('accepted'), refused: await count('out_of_stock') };
      const buy = (name: string) => placeOrder(shopper, merchantId, [{ sku: 'kettle', quantity: 1 }], { key: shop.key(name) });
      accepted(await buy('first'), 201);
      refused(await buy('second'), 409, 'out_of_stock');
      expect(await count('accepted')).toBe(before.accepted + 1);
      expect(await count('out_of_stock')).toBe(before.refused + 1);

      const series = await metricsOf(shop.as.anonymous.at(0));
      const orders = { method: 'POST', route: '/v1/orders' };
      const all = total(series, 'http_request_duration_seconds_count', orders);
      expect(all).toBeGreaterThanOrEqual(2);
      expect(total(series, 'http_request_duration_seconds_bucket', { ...orders, le: '+Inf' })).toBe(all);
      expect(total(series, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    },

    async 'is given a contract that is valid OpenAPI and holds every route'(shop) {
      const document = accepted(await shop.as.anonymous.get<Record<string, unknown>>('/openapi.json'));
      const result = await new Validator().validate(document);
      expect(result.errors ?? []).toEqual([]);
      expect(result.valid).toBe(true);
      expect(document.openapi).toMatch(/^3\.1\./);
      const operations = Object.values(shop.document.paths).flatMap((path) => Object.values(path));
      expect(operations.map(({ operationId }) => operationId).sort()).toEqual(routes.map(({ name }) => name).sort());
    },

    async 'can wait until it has caught up'(shop) {
      for (const url of shop.running.appUrls) accepted(await shop.as.operator.at(url).post('/v1/ops/settle', undefined), 204);
    },
  },
});
