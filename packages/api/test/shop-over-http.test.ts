import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Running } from './running.ts';
import { OPERATOR_KEY, running } from './running.ts';

let at: Running;
beforeAll(async () => {
  at = await running();
});
afterAll(async () => {
  await at[Symbol.asyncDispose]();
});

const operator = { as: OPERATOR_KEY };

test('a product is public, carries its version as ETag, and is not sent again where it is held', async () => {
  const { merchantId } = await at.merchant();
  const path = `/v1/merchants/${merchantId}/products/pen`;
  const found = await at.ask('GET', path);
  expect(found.status).toBe(200);
  expect(found.body).toMatchObject({ sku: 'pen', stock: 10, received: 10, taxBasisPoints: 700, version: 1 });
  expect(found.headers.get('etag')).toBe('"v1"');
  expect(found.headers.get('cache-control')).toBe('no-cache');
  expect(found.headers.get('set-cookie')).toBeNull();
  for (const held of ['"v1"', 'W/"v1"', '"v7", "v1"', '*']) {
    const again = await at.ask('GET', path, { headers: { 'If-None-Match': held } });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', '"v1"']);
  }
  expect((await at.ask('GET', path, { headers: { 'If-None-Match': '"v2"' } })).status).toBe(200);
  const head = await at.ask('HEAD', path);
  expect([head.status, head.body, Number(head.headers.get('content-length')) > 100]).toEqual([200, '', true]);
});

test('what is made says where it lies', async () => {
  const { merchantId, staff } = await at.merchant();
  const made = await at.ask('POST', `/v1/merchants/${merchantId}/products`, {
    as: staff,
    json: { sku: 'ink.blue', name: 'Ink', description: 'blue', categoryId: 'books', priceMinor: 1, stock: 0 },
  });
  expect([made.status, made.headers.get('location')]).toEqual([201, `/v1/merchants/${merchantId}/products/ink.blue`]);
  expect((await at.ask('GET', made.headers.get('location') ?? '')).body.name).toBe('Ink');
});

test('a price changes only where If-Match names the version that is there', async () => {
  const { merchantId, staff } = await at.merchant();
  const path = `/v1/merchants/${merchantId}/products/pen/price`;
  const put = (ifMatch: string, key?: string) =>
    at.ask('PUT', path, { as: staff, json: { priceMinor: 99 }, headers: { 'If-Match': ifMatch }, ...(key && { key }) });
  const stale = await put('"v2"');
  expect([stale.status, stale.body.code, stale.body.expected, stale.body.found]).toEqual([412, 'version_mismatch', 2, 1]);
  const changed = await put('"v1"', 'once');
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"v2"']);
  expect((await put('"v1"', 'once')).body).toEqual(changed.body);
  expect((await put('"v2"', 'once')).body.code).toBe('idempotency_key_reused');
  expect((await put('*')).status).toBe(200);
  for (const bad of ['v1', '"v01"', 'W/"v1"', '"v1", "v2"', '"abc"']) {
    expect((await put(bad)).body.errors[0].path).toBe('header.If-Match');
  }
});

test('a shopper buys, sees the order, and cancels it; another shopper knows nothing of it', async () => {
  const { merchantId, staff } = await at.merchant();
  const [ada, ben] = [await at.signIn('ada'), await at.signIn('ben')];
  const json = { merchantId, lines: [{ sku: 'pen', quantity: 2 }] };
  const placed = await at.ask('POST', '/v1/orders', { cookie: ada, json });
  expect([placed.status, placed.body.totalMinor, placed.headers.get('etag')]).toEqual([201, 500, '"v1"']);
  const path = placed.headers.get('location') ?? '';
  expect(path).toBe(`/v1/orders/${placed.body.orderId}`);
  const read = await at.ask('GET', path, { cookie: ada });
  expect([read.body.customerId, read.headers.get('cache-control')]).toEqual(['ada', 'no-store']);
  for (const method of ['GET', 'POST'] as const) {
    const other = await at.ask(method, method === 'GET' ? path : `${path}/cancel`, { cookie: ben });
    expect([other.status, other.body.code]).toEqual([404, 'unknown_order']);
  }
  expect((await at.ask('GET', path, { as: staff })).status).toBe(200);
  expect((await at.ask('GET', path, operator)).status).toBe(200);
  expect((await at.ask('GET', '/v1/customers/ada/orders', operator)).body.items[0].orderId).toBe(placed.body.orderId);
  const cancelled = await at.ask('POST', `${path}/cancel`, { cookie: ada });
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
  const shipped = await at.ask('POST', `${path}/ship`, { as: staff });
  expect([shipped.status, shipped.body.code, shipped.body.status, shipped.body.orderStatus]).toEqual([
    409,
    'order_not_open',
    409,
    'cancelled',
  ]);
});

test('own orders come newest first, page by page, and a foreign cursor is refused', async () => {
  const { merchantId } = await at.merchant(100);
  const cookie = await at.signIn('ben');
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const placed = await at.ask('POST', '/v1/orders', { cookie, json: { merchantId, lines: [{ sku: 'pen', quantity: 1 }] } });
    ids.unshift(placed.body.orderId);
  }
  const found: string[] = [];
  let after = '';
  do {
    const page = await at.ask('GET', `/v1/orders?limit=2${after}`, { cookie });
    found.push(...page.body.items.map((order: { orderId: string }) => order.orderId));
    after = page.body.next ? `&after=${page.body.next}` : '';
  } while (after);
  expect(found).toEqual(ids);
  expect((await at.ask('GET', '/v1/orders?after=zzz', { cookie })).body.code).toBe('invalid_cursor');
});

test('a basket from the cart takes what it bought out of it, and a repeat hears the same though the cart is empty', async () => {
  const [one, two] = [await at.merchant(), await at.merchant()];
  const cookie = await at.signIn('ada');
  for (const { merchantId } of [one, two]) {
    await at.ask('PUT', `/v1/cart/lines/${merchantId}/pen`, { cookie, json: { quantity: 3 } });
  }
  await at.ask('PUT', `/v1/cart/lines/${one.merchantId}/ink`, { cookie, json: { quantity: 1 } });
  const json = { fromCart: true, lines: [one, two].map(({ merchantId }) => ({ merchantId, sku: 'pen', quantity: 3 })) };
  const bought = await at.ask('POST', '/v1/baskets', { cookie, json, key: 'basket' });
  expect([bought.status, bought.body.orders.length, bought.body.totalMinor]).toEqual([201, 2, 1500]);
  const left = await at.ask('GET', '/v1/cart', { cookie });
  expect(left.body.lines).toEqual([{ merchantId: one.merchantId, sku: 'ink', quantity: 1 }]);
  const again = await at.ask('POST', '/v1/baskets', { cookie, json, key: 'basket' });
  expect([again.status, again.body]).toEqual([201, bought.body]);
  expect((await at.ask('DELETE', '/v1/cart', { cookie })).status).toBe(204);
  expect((await at.ask('GET', '/v1/cart', { cookie })).body.lines).toEqual([]);
});

test('a cart takes 50 lines and no more', async () => {
  const cookie = await at.signIn('ben');
  for (let line = 0; line < 50; line += 1) {
    expect((await at.ask('PUT', `/v1/cart/lines/m/s${line}`, { cookie, json: { quantity: 1 } })).status).toBe(200);
  }
  const full = await at.ask('PUT', '/v1/cart/lines/m/more', { cookie, json: { quantity: 1 } });
  expect([full.status, full.body.code]).toEqual([409, 'cart_full']);
  expect((await at.ask('PUT', '/v1/cart/lines/m/s0', { cookie, json: { quantity: 0 } })).body.lines).toHaveLength(49);
});

test('a cart that does not answer leaves the basket placed', async () => {
  const { merchantId } = await at.merchant();
  const cookie = await at.signIn('ada');
  const take = at.stage.carts.take;
  at.stage.carts.take = async () => {
    throw new Error('the cart is away');
  };
  const json = { fromCart: true, lines: [{ merchantId, sku: 'pen', quantity: 1 }] };
  expect((await at.ask('POST', '/v1/baskets', { cookie, json })).status).toBe(201);
  at.stage.carts.take = take;
  expect(at.logged.at(-1)?.message).toMatch(/could not be taken out/);
});

test('money moves to another merchant; accounts and the audit trail tell of it', async () => {
  const [one, two] = [await at.merchant(), await at.merchant()];
  const cookie = await at.signIn('ada');
  await at.ask('POST', '/v1/orders', { cookie, json: { merchantId: one.merchantId, lines: [{ sku: 'pen', quantity: 4 }] } });
  const json = { fromMerchantId: one.merchantId, toMerchantId: two.merchantId, amountMinor: 100 };
  expect((await at.ask('POST', '/v1/transfers', { as: one.staff, json })).status).toBe(201);
  expect((await at.ask('POST', '/v1/transfers', { as: two.staff, json })).body.code).toBe('foreign_merchant');
  const poor = await at.ask('POST', '/v1/transfers', { ...operator, json: { ...json, amountMinor: 10_000 } });
  expect([poor.status, poor.body.code, poor.body.availableMinor]).toEqual([409, 'insufficient_funds', 880]);
  const account = await at.ask('GET', `/v1/merchants/${one.merchantId}/accounts/available?limit=1`, { as: one.staff });
  expect(account.body).toMatchObject({ account: { balanceMinor: 880 }, entries: { items: [{ amountMinor: -100 }], next: '1' } });
  const audit = await at.ask('GET', `/v1/merchants/${one.merchantId}/audit`, operator);
  expect(audit.body.items.map((record: { type: string; by: string }) => [record.type, record.by])).toEqual([
    ['register-merchant', 'operator'],
    ['add-product', `staff:${one.merchantId}`],
    ['place-order', 'customer:ada'],
    ['transfer-funds', `staff:${one.merchantId}`],
  ]);
});

test('reports of a merchant without sales are empty, of one that is not there unknown', async () => {
  const { merchantId } = await at.merchant();
  for (const report of ['sales?from=2026-01-01&to=2026-12-31', 'top-products?from=2026-01-01&to=2026-01-01&limit=5', 'audit']) {
    expect((await at.ask('GET', `/v1/merchants/${merchantId}/${report}`, operator)).status).toBe(200);
    expect((await at.ask('GET', `/v1/merchants/nobody/${report}`, operator)).body.code).toBe('unknown_merchant');
  }
  expect((await at.ask('GET', '/v1/merchants/nobody/accounts/fees', operator)).body.code).toBe('unknown_merchant');
  expect((await at.ask('GET', '/v1/customers/nobody/orders', operator)).body.code).toBe('unknown_customer');
});

test('search finds by words', async () => {
  await at.merchant();
  expect((await at.ask('GET', '/v1/products?q=pen&limit=1')).body.items).toHaveLength(1);
  expect((await at.ask('GET', '/v1/products?q=pen&categoryId=books&merchantId=m1&after=0')).status).toBe(200);
});

test('settling answers when it is done', async () => {
  expect((await at.ask('POST', '/v1/ops/settle', operator)).status).toBe(204);
});

test('a search counts what it finds and shows where the words stand, where it is asked to', async () => {
  await at.merchant();
  const search = (more: string) => at.ask('GET', `/v1/products?q=pen&limit=1${more}`);
  for (const plain of ['', '&facets=false&highlight=false']) {
    const { body } = await search(plain);
    expect(body.items).toHaveLength(1);
    expect([plain, 'facets' in body, 'highlights' in body]).toEqual([plain, false, false]);
  }
  const { body } = await search('&facets=true&highlight=true');
  expect(body.items).toHaveLength(1);
  expect(body.facets.categories).toEqual([{ categoryId: 'books', count: expect.any(Number) }]);
  expect(body.facets.prices[0]).toEqual({ fromMinor: 0, belowMinor: 1_000, count: body.facets.categories[0].count });
  expect(body.facets.prices.at(-1)).toEqual({ fromMinor: 10_000, count: 0 });
  expect(body.highlights[0].name).toContainEqual({ text: 'pen', hit: true });
  for (const wrong of ['facets=1', 'facets=', 'highlight=yes', 'facets=true&facets=true']) {
    expect([wrong, (await search(`&${wrong}`)).body.code]).toEqual([wrong, 'invalid_request']);
  }
});

test('the cohorts of merchants are for operators, months as YYYY-MM', async () => {
  const { body } = await at.ask('GET', '/v1/merchant-cohorts', operator);
  expect(body).toEqual({ items: [{ cohort: '2026-01', month: '2026-02', merchants: 3, orders: 7 }] });
});
