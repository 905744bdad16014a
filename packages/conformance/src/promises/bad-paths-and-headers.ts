import { routes } from '@outgrow/api/routes';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { castOf, whoMay } from '../cast.ts';
import { placeOrder } from '../commands.ts';
import { inParallel } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { rawExchange } from '../raw-exchange.ts';
import { refused } from '../refused.ts';
import { sampleOf } from '../samples.ts';

const one = [{ sku: 'kettle', quantity: 1 }];

export default promised({
  title: 'a request that is odd',
  cases: {
    async 'in a field of its path is refused, on every route, and nothing is written'(shop) {
      const cast = await castOf(shop);
      const nothing = await shop.written(async () => {
        for (const route of routes) {
          const { pathFields, pathWith, body, path } = sampleOf(shop.document, route, cast.values);
          const query = path.slice(path.indexOf('?') + 1 ? path.indexOf('?') : path.length);
          const odd = pathFields.flatMap((field) => ODD_FIELDS.map((text) => pathWith(field, text) + query));
          await inParallel(odd, 8, async (odder) => {
            const key = route.command && { key: shop.key('odd') };
            const answer = await whoMay(route, cast).send(route.method.toUpperCase(), odder, { body, ...key });
            expect([400, 404, 405], `${answer.asked}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
            refused(answer, answer.status, (answer.body as { code: string }).code);
          });
        }
      });
      expect(nothing).toEqual([]);
    },

    async 'in its query is refused or read, never a failure'(shop) {
      const cast = await castOf(shop);
      for (const route of routes.filter(({ method }) => method === 'get')) {
        const { path, queryFields } = sampleOf(shop.document, route, cast.values);
        const client = whoMay(route, cast);
        const joint = path.includes('?') ? '&' : '?';
        for (const surprise of ['surprise=1', '__proto__=1', 'constructor[prototype]=1', '%00=1', 'limit[]=1']) {
          refused(await client.get(`${path}${joint}${surprise}`), 400, 'invalid_request');
        }
        for (const field of queryFields) {
          refused(await client.get(`${path}${joint}${field}=1&${field}=2`), 400, 'invalid_request');
          refused(await client.get(`${path}${joint}${field}=%00`), 400, 'invalid_request');
          for (const text of ODD_FIELDS) {
            const answer = await client.get(`${path}${joint}${field}=${text}`);
            if (answer.status !== 200) refused(answer, 400, (answer.body as { code: string }).code);
          }
        }
      }
    },

    async 'in the days it asks for is refused'(shop) {
      for (const days of [
        'from=2025-01-01',
        'to=2025-01-01',
        'from=2025-02-01&to=2025-01-01',
        'from=2025-02-30&to=2025-03-01',
        'from=2024-01-01&to=2025-01-01',
        'from=1969-12-31&to=1970-01-01',
        'from=0000-01-01&to=0000-01-02',
        'from=99999-01-01&to=99999-01-02',
        'from=2025-01-01T00:00:00Z&to=2025-01-02',
        'from=now&to=today',
      ]) {
        for (const what of ['sales', 'top-products']) {
          refused(await shop.as.operator.get(`/v1/merchants/m0001/${what}?${days}`), 400, 'invalid_request');
        }
      }
    },

    async 'without a sound Idempotency-Key is refused, and nothing is written'(shop) {
      const { merchantId } = await shop.merchant('keyless', { kettle: {} });
      const shopper = await shop.as.shopper();
      const nothing = await shop.written(async () => {
        refused(await placeOrder(shopper, merchantId, one, {}), 400, 'idempotency_key_required');
        for (const key of ['', ' ', 'a b', 'x'.repeat(201), 'é', 'a\tb', 'a, b']) {
          refused(await placeOrder(shopper, merchantId, one, { key }), 400, 'idempotency_key_required');
        }
      });
      expect(nothing).toEqual([]);
      accepted(await placeOrder(shopper, merchantId, one, { key: 'x'.repeat(200) }), 201);
    },

    async "that names something by a name of JavaScript's own finds nothing there"(shop) {
      const { merchantId } = await shop.merchant('ordinary', { kettle: {} });
      const shopper = await shop.as.shopper();
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__']) {
        refused(await shopper.get(`/v1/merchants/${name}`), 404, 'unknown_merchant');
        refused(await shopper.get(`/v1/merchants/${merchantId}/products/${name}`), 404, 'unknown_product');
        refused(await shop.as.operator.get(`/v1/customers/${name}/orders`), 404, 'unknown_customer');
        refused(await placeOrder(shopper, name, one, { key: shop.key(`at ${name}`) }), 404, 'unknown_merchant');
        const lines = [{ sku: name, quantity: 1 }];
        refused(await placeOrder(shopper, merchantId, lines, { key: shop.key(name) }), 404, 'unknown_product');
        accepted(await placeOrder(shopper, merchantId, one, { key: name }), 201);
        const cart = await shopper.put(`/v1/cart/lines/${name}/${name}`, { quantity: 1 });
        expect(accepted(cart)).toMatchObject({ lines: expect.arrayContaining([{ merchantId: name, sku: name, quantity: 1 }]) });
      }
    },

    async 'to where there is nothing is told so, and to another method which there are'(shop) {
      const { anonymous } = shop.as;
      for (const path of [
        '/',
        '/v1',
        '/v1/nothing',
        '/v1/orders/',
        '/V1/orders',
        '//v1/orders',
        '/v1/merchants/m0001/',
        '/.env',
        '/v1/%2e%2e/v1/cart',
        '/favicon.ico',
      ]) {
        refused(await anonymous.get(path), 404, 'no_such_route');
      }
      for (const method of ['PATCH', 'DELETE', 'PUT', 'PROPFIND']) {
        const answer = await anonymous.send(method, '/v1/orders');
        refused(answer, 405, 'method_not_allowed');
        expect(answer.headers.allow).toBe('POST, GET, HEAD, OPTIONS');
      }
      const options = await anonymous.send('OPTIONS', '/v1/orders');
      expect([options.status, options.headers.allow]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
      const head = await anonymous.send('HEAD', '/v1/merchants/m0001');
      expect([head.status, head.text, head.headers.etag]).toEqual([200, '', '"v1"']);
    },

    async 'with headers of 20 KB is refused'(shop) {
      for (const headers of [{ 'x-long': 'x'.repeat(20_000) }, { cookie: `a=${'x'.repeat(20_000)}` }]) {
        refused(await shop.as.anonymous.get('/healthz', headers), 431, 'headers_too_large');
      }
    },

    async 'in what it expects of the server is answered as any other'(shop) {
      accepted(await shop.as.anonymous.get('/healthz', { expect: 'miracles' }));
      accepted(await shop.as.anonymous.get('/healthz', { upgrade: 'websocket', connection: 'upgrade' }));
    },

    async 'that is no HTTP is refused as a problem, and the connection is closed'(shop) {
      const [url = ''] = shop.running.appUrls;
      const broken = [
        'nonsense\r\n\r\n',
        '\0\0\0\0\r\n\r\n',
        'GET / HTTP/9.9\r\n\r\n',
        'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n',
        'GET /health\0z HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET /healthz HTTP/1.1\r\nHost x\r\n\r\n',
        'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
        'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
        'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
        'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        'POST /v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n',
      ];
      for (const sent of broken) {
        const { status, type, text } = await rawExchange(url, sent);
        expect([status, type], `${JSON.stringify(sent)} was answered ${text}`).toEqual([
          expect.any(Number),
          'application/problem+json',
        ]);
        expect(status, text).toBeGreaterThanOrEqual(400);
        expect(status, text).toBeLessThan(500);
        expect(JSON.parse(text)).toMatchObject({ code: expect.any(String), status });
      }
    },
  },
});

/** No id, in any route: as they go over the wire. */
const ODD_FIELDS = [
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%ff',
  '%ed%a0%80',
  '%F0%9F%AB%96',
  '%20',
  '%0d%0aX-Injected:%201',
  '..%2f..%2fetc%2fpasswd',
  'a%2Fb',
  '%27%3B--',
  '%5B%5D',
  'x'.repeat(3_000),
];
