import type { Role } from '@outgrow/api/principal';
import { routes } from '@outgrow/api/routes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Asking } from './client.ts';
import type { Running } from './running.ts';
import { OPERATOR_KEY, running } from './running.ts';

let at: Running;
let own: { merchantId: string; staff: string };
let foreign: { merchantId: string; staff: string };
beforeAll(async () => {
  at = await running();
  own = await at.merchant();
  foreign = await at.merchant();
});
afterAll(async () => {
  await at[Symbol.asyncDispose]();
});

const pathOf = (path: string) =>
  path
    .replace(':merchantId', own.merchantId)
    .replace(':orderId', `${own.merchantId}.${'0'.repeat(32)}`)
    .replace(':customerId', 'ada')
    .replace(':keyId', 'k1')
    .replace(':sku', 'pen')
    .replace(':account', 'fees');

// Signed in anew each time, since signing out is one of the routes.
const credentials: Record<Role, () => Promise<Asking>> = {
  anonymous: async () => ({}),
  shopper: async () => ({ cookie: await at.signIn('ada') }),
  staff: async () => ({ as: own.staff }),
  operator: async () => ({ as: OPERATOR_KEY }),
};

describe.each(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))('%s', (_name, route) => {
  test.each(['anonymous', 'shopper', 'staff', 'operator'] as const)('as %s', async (role) => {
    const heard = await at.ask(route.method.toUpperCase(), pathOf(route.path), await credentials[role]());
    if (route.roles.includes('anonymous') || route.roles.includes(role)) {
      expect([401, 403]).not.toContain(heard.status);
      return;
    }
    const [status, code] = role === 'anonymous' ? [401, 'credentials_required'] : [403, 'wrong_role'];
    expect([heard.status, heard.body.code]).toEqual([status, code]);
    expect(heard.headers.has('www-authenticate')).toBe(status === 401);
  });
});

const ofMerchants = routes.flatMap((route) => (route.staffOf ? [[route.name, route] as const] : []));
test.each(ofMerchants)("%s refuses another merchant's staff before anything else is looked at", async (_name, route) => {
  const json = { fromMerchantId: own.merchantId, toMerchantId: foreign.merchantId, amountMinor: 1 };
  const asking = { as: foreign.staff, ...(route.staffOf === 'fromMerchantId' && { json }) };
  const heard = await at.ask(route.method.toUpperCase(), pathOf(route.path), asking);
  expect([heard.status, heard.body.code]).toEqual([403, 'foreign_merchant']);
});

test('every route for staff says whose', () => {
  for (const route of routes)
    expect([route.name, route.roles.includes('staff')]).toEqual([route.name, route.staffOf !== undefined]);
});

test('a key that was never issued, is malformed, or of another scheme is refused with a challenge', async () => {
  for (const value of ['Bearer og_nobody', 'Bearer', 'Bearer a b', 'Basic YTpi', `Bearer ${'x'.repeat(600)}`, 'Bearer ü']) {
    const heard = await at.ask('GET', '/v1/cart', { headers: { Authorization: value } });
    expect([heard.status, heard.body.code]).toEqual([401, 'invalid_credentials']);
    expect(heard.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
  }
});

test('a revoked key opens nothing; the list shows it, and no secret', async () => {
  const { merchantId, staff } = await at.merchant();
  const as = OPERATOR_KEY;
  const keys = `/v1/merchants/${merchantId}/keys`;
  const second = await at.ask('POST', keys, { as });
  expect(second.body.key).toMatch(/^og_[\w-]{43}$/);
  expect((await at.ask('DELETE', `${keys}/${second.body.keyId}`, { as })).status).toBe(204);
  expect((await at.ask('DELETE', `${keys}/${second.body.keyId}`, { as })).status).toBe(204);
  const audit = `/v1/merchants/${merchantId}/audit`;
  expect((await at.ask('GET', audit, { as: second.body.key })).body.code).toBe('invalid_credentials');
  expect((await at.ask('GET', audit, { as: staff })).status).toBe(200);
  const list = await at.ask('GET', keys, { as });
  expect(list.body.items).toMatchObject([{ revokedAt: null }, { keyId: second.body.keyId, revokedAt: expect.any(String) }]);
  expect(JSON.stringify(list.body)).not.toMatch(/secret|og_/i);
  expect((await at.ask('DELETE', `${keys}/kother`, { as })).body.code).toBe('unknown_key');
  expect((await at.ask('POST', '/v1/merchants/nobody/keys', { as })).body.code).toBe('unknown_merchant');
});

test('without an operator nobody is one', async () => {
  await using without = await running({ operatorKeyHash: undefined });
  expect((await without.ask('GET', '/v1/customers/ada/orders', { as: OPERATOR_KEY })).body.code).toBe('invalid_credentials');
});
