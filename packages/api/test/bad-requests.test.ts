import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Asking, Heard } from './client.ts';
import type { Running } from './running.ts';
import { OPERATOR_KEY, running } from './running.ts';

let at: Running;
let merchantId: string;
let staff: string;
let cookie: string;
beforeAll(async () => {
  at = await running();
  ({ merchantId, staff } = await at.merchant());
  cookie = await at.signIn('ada');
});
afterAll(async () => {
  const bugs = at.logged.filter(({ level }) => level === 'error');
  await at[Symbol.asyncDispose]();
  expect(bugs).toEqual([]);
});

const refused = (heard: Heard, status: number, code: string) => {
  expect([heard.status, heard.body.code]).toEqual([status, code]);
  expect(heard.headers.get('content-type')).toBe('application/problem+json');
  expect(heard.body).toMatchObject({
    type: `urn:outgrow:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
  });
};

const order = (lines: unknown, more: object = {}) =>
  at.ask('POST', '/v1/orders', { cookie, json: { merchantId, lines, ...more } });
const pen = { sku: 'pen', quantity: 1 };

describe('a body', () => {
  test.each([
    ['lines that are not a list', 'many', 'body.lines'],
    ['no lines', [], 'body.lines'],
    ['51 lines', Array(51).fill(pen), 'body.lines'],
    ['a line that is not an object', [7], 'body.lines.0'],
    ['quantity 0', [{ ...pen, quantity: 0 }], 'body.lines.0.quantity'],
    ['a negative quantity', [{ ...pen, quantity: -1 }], 'body.lines.0.quantity'],
    ['half a unit', [{ ...pen, quantity: 0.5 }], 'body.lines.0.quantity'],
    ['a huge quantity', [{ ...pen, quantity: 10_001 }], 'body.lines.0.quantity'],
    ['an unsafe integer', [{ ...pen, quantity: 2 ** 53 }], 'body.lines.0.quantity'],
    ['a quantity beyond all numbers', [{ ...pen, quantity: 1e308 }], 'body.lines.0.quantity'],
    ['a quantity in text', [{ ...pen, quantity: '1' }], 'body.lines.0.quantity'],
    ['no quantity', [{ sku: 'pen' }], 'body.lines.0.quantity'],
    ['a sku with a slash', [{ ...pen, sku: 'a/b' }], 'body.lines.0.sku'],
    ['a sku with a line feed', [{ ...pen, sku: 'pen\n' }], 'body.lines.0.sku'],
    ['an empty sku', [{ ...pen, sku: '' }], 'body.lines.0.sku'],
    ['an unknown field in a line', [{ ...pen, price: 1 }], 'body.lines.0'],
  ])('with %s is refused, and says where', async (_what, lines, path) => {
    const heard = await order(lines);
    refused(heard, 400, 'invalid_request');
    expect(heard.body.errors[0].path).toBe(path);
  });

  test('with unknown fields is refused, whatever they are called', async () => {
    refused(await order([pen], { extra: 1 }), 400, 'invalid_request');
    const body = `{"merchantId":"${merchantId}","lines":[{"sku":"pen","quantity":1}],"__proto__":{"admin":true}}`;
    refused(
      await at.ask('POST', '/v1/orders', { cookie, body, headers: { 'Content-Type': 'application/json' } }),
      400,
      'invalid_request',
    );
  });

  test('with thousands of mistakes is answered shortly and at once', async () => {
    const startedMs = performance.now();
    const heard = await order(Array(20_000).fill(0));
    refused(heard, 400, 'invalid_request');
    expect(JSON.stringify(heard.body).length).toBeLessThan(5_000);
    expect(performance.now() - startedMs).toBeLessThan(500);
    const named = await at.ask('POST', '/v1/orders', { cookie, json: { [`x${'y'.repeat(60_000)}`]: 1 } });
    refused(named, 400, 'invalid_request');
    expect(JSON.stringify(named.body).length).toBeLessThan(5_000);
  });

  const product = { sku: 'x', name: 'X', description: '', categoryId: 'books', priceMinor: 1, stock: 0 };
  test.each([
    ['a NUL', { name: 'a\u0000b' }],
    ['half a surrogate pair', { name: 'a\ud800' }],
    ['a blank name', { name: '   ' }],
    ['a long name', { name: 'x'.repeat(201) }],
    ['a NUL in the description', { description: '\u0000' }],
    ['a long description', { description: 'x'.repeat(2001) }],
    ['a price of nothing', { priceMinor: 0 }],
    ['a negative price', { priceMinor: -1 }],
    ['a huge price', { priceMinor: 1_000_000_001 }],
    ['a negative stock', { stock: -1 }],
    ['null for a number', { stock: null }],
    ['a category that is not an id', { categoryId: "books'; drop table product" }],
  ])('of a product with %s is refused', async (_what, wrong) => {
    refused(
      await at.ask('POST', `/v1/merchants/${merchantId}/products`, { as: staff, json: { ...product, ...wrong } }),
      400,
      'invalid_request',
    );
  });

  test('of a product may hold any other text', async () => {
    const json = { ...product, sku: 'any', name: '\u{1F58A}'.repeat(200), description: `${'ß'.repeat(1999)}\n` };
    expect((await at.ask('POST', `/v1/merchants/${merchantId}/products`, { as: staff, json })).status).toBe(201);
  });

  const sending = (asking: Asking) => at.ask('POST', '/v1/orders', { cookie, ...asking });
  const json = { 'Content-Type': 'application/json' };

  test.each(['{', '', 'nonsense', '{"a":1}}', "{'a':1}"])('that is not JSON (%j) is refused', async (body) => {
    refused(await sending({ body, headers: json }), 400, body === '' ? 'invalid_request' : 'invalid_json');
  });

  test.each(['null', '1', '"text"', '[]'])('that is JSON but no object (%s) is refused', async (body) => {
    refused(await sending({ body, headers: json }), 400, 'invalid_request');
  });

  test('that is not UTF-8 is refused', async () => {
    refused(await sending({ body: new Uint8Array([0x22, 0xff, 0x22]), headers: json }), 400, 'invalid_json');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/json;;',
    'multipart/form-data; boundary=x',
  ])('of the type %s is refused', async (type) => {
    refused(await sending({ body: '{}', headers: { 'Content-Type': type } }), 415, 'unsupported_media_type');
  });

  test('that is compressed is refused', async () => {
    refused(await sending({ body: '{}', headers: { ...json, 'Content-Encoding': 'gzip' } }), 415, 'unsupported_media_type');
  });

  test('of 10 MB is refused, with its length told or not', async () => {
    const body = new Uint8Array(10_000_000).fill(32);
    refused(await sending({ body, headers: json }), 413, 'body_too_large');
    const stream = new Blob([body]).stream();
    refused(await sending({ body: stream, headers: json }), 413, 'body_too_large');
    // The same connections go on to serve.
    expect((await at.ask('GET', '/healthz')).status).toBe(200);
  });

  test('where none belongs is refused', async () => {
    refused(
      await at.ask('POST', `/v1/orders/${merchantId}.${'0'.repeat(32)}/ship`, { as: staff, json: {} }),
      400,
      'invalid_request',
    );
  });
});

describe('an Idempotency-Key', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one with a blank', 'a b'],
    ['one of 201 characters', 'k'.repeat(201)],
    ['one beyond ASCII', 'clé'],
  ])('%s is refused on a command', async (_what, key) => {
    const headers = { cookie, 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) };
    const response = await fetch(`${at.url}/v1/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ merchantId, lines: [pen] }),
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'idempotency_key_required']);
  });

  test('used for another request is refused, and 200 characters are fine', async () => {
    const key = '~'.repeat(200);
    const send = (quantity: number) =>
      at.ask('POST', '/v1/orders', { cookie, key, json: { lines: [{ ...pen, quantity }], merchantId } });
    expect((await send(1)).status).toBe(201);
    expect((await send(1)).status).toBe(201);
    refused(await send(2), 422, 'idempotency_key_reused');
  });
});

describe('a path or query', () => {
  test.each([
    ['/v1/merchants/%E0%A4%A', 400, 'invalid_request'],
    ['/v1/merchants/%', 400, 'invalid_request'],
    ['/v1/merchants/%00', 400, 'invalid_request'],
    ['/v1/merchants/a%2Fb', 400, 'invalid_request'],
    [`/v1/merchants/${'m'.repeat(65)}`, 400, 'invalid_request'],
    ['/v1/merchants/nobody', 404, 'unknown_merchant'],
    ['/v1/merchants/nobody/products/pen', 404, 'unknown_product'],
    ['/v1/merchants/nobody/products/pen?x=1', 400, 'invalid_request'],
    ['/v1/merchants/constructor/products/__proto__', 404, 'unknown_product'],
    ['/v1/products', 400, 'invalid_request'],
    ['/v1/products?q=', 400, 'invalid_request'],
    ['/v1/products?q=%20', 400, 'invalid_request'],
    ['/v1/products?q=a%00', 400, 'invalid_request'],
    ['/v1/products?q=a&q=b', 400, 'invalid_request'],
    ['/v1/products?q[a]=b', 400, 'invalid_request'],
    ['/v1/products?q=a&unknown=1', 400, 'invalid_request'],
    ['/v1/products?q=a&__proto__=1', 400, 'invalid_request'],
    ['/v1/products?q=a&limit=0', 400, 'invalid_request'],
    ['/v1/products?q=a&limit=101', 400, 'invalid_request'],
    ['/v1/products?q=a&limit=-1', 400, 'invalid_request'],
    ['/v1/products?q=a&limit=1e1', 400, 'invalid_request'],
    ['/v1/products?q=a&limit=ten', 400, 'invalid_request'],
    ['/v1/products?q=a&after=', 400, 'invalid_request'],
    ['/v1/products?q=a&after=not-mine', 400, 'invalid_cursor'],
    ['/v1/nothing', 404, 'no_such_route'],
    ['/v1/Merchants/nobody', 404, 'no_such_route'],
    ['/v1/merchants/nobody/', 404, 'no_such_route'],
    ['/', 404, 'no_such_route'],
    ['//', 404, 'no_such_route'],
  ])('%s is answered %i %s', async (path, status, code) => {
    refused(await at.ask('GET', path), status, code);
  });

  test.each([
    'sales',
    'sales?from=2026-01-01',
    'sales?from=2026-02-30&to=2026-03-01',
    'sales?from=2026-01-02&to=2026-01-01',
    'sales?from=2025-01-01&to=2026-01-02',
    'sales?from=0000-01-01&to=0000-01-01',
    'sales?from=2026-01-01T00:00:00Z&to=2026-01-02',
    'top-products?from=2026-01-01&to=2026-01-01&limit=1000',
    'accounts/treasure',
  ])('%s is refused', async (report) => {
    refused(await at.ask('GET', `/v1/merchants/${merchantId}/${report}`, { as: OPERATOR_KEY }), 400, 'invalid_request');
  });

  test.each([`${'m'.repeat(3)}`, 'm.xyz', `.${'0'.repeat(32)}`, `m.${'0'.repeat(31)}`, `m.${'A'.repeat(32)}`])(
    'order %s is refused',
    async (id) => {
      refused(await at.ask('GET', `/v1/orders/${id}`, { as: OPERATOR_KEY }), 400, 'invalid_request');
    },
  );
});

describe('a method', () => {
  test.each([
    ['PATCH', '/v1/cart', 'GET, HEAD, DELETE, OPTIONS'],
    ['GET', '/v1/baskets', 'POST, OPTIONS'],
    ['PUT', '/v1/session', 'POST, GET, HEAD, DELETE, OPTIONS'],
  ])('%s %s is told which there are', async (method, path, allow) => {
    const heard = await at.ask(method, path);
    refused(heard, 405, 'method_not_allowed');
    expect(heard.headers.get('allow')).toBe(allow);
    const options = await at.ask('OPTIONS', path);
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
  });
});

describe('what is hardly HTTP', () => {
  test('headers over 16 KB are refused', async () => {
    refused(await at.ask('GET', '/healthz', { headers: { 'X-Long': 'x'.repeat(17_000) } }), 431, 'headers_too_large');
  });

  test('more than 100 headers are refused', async () => {
    const headers = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`X-${at}`, '1']));
    refused(await at.ask('GET', '/healthz', { headers }), 431, 'headers_too_large');
  });

  test('nonsense is refused with a problem', async () => {
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const text = Buffer.concat(await socket.toArray()).toString();
    expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"malformed_http"/);
  });

  test('a body that breaks off leaves nothing behind', async () => {
    const before = at.logged.length;
    const broken = request(`${at.url}/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': 100 },
    });
    broken.on('error', () => {});
    broken.write('{');
    await once(at.server, 'request');
    broken.destroy();
    await expect.poll(async () => (await at.ask('GET', '/metrics')).body).toMatch(ABORTED);
    await expect.poll(() => at.app.inFlight()).toBe(0);
    expect(at.logged.slice(before)).toEqual([]);
  });
});

const ABORTED = /^http_request_duration_seconds_count\{method="POST",route="\/v1\/session",status="aborted"\} 1$/m;
