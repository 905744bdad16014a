import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Running } from './running.ts';
import { OPERATOR_KEY, running } from './running.ts';

let at: Running;
beforeEach(async () => {
  at = await running();
});
afterEach(async () => {
  await at[Symbol.asyncDispose]();
});

const right = { json: { customerId: 'ada', secret: 'ada-secret' } };

test('signing in sets a cookie that scripts cannot read; signing out ends the session', async () => {
  const signedIn = await at.ask('POST', '/v1/session', right);
  expect([signedIn.status, signedIn.body]).toEqual([201, { customerId: 'ada' }]);
  const set = signedIn.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/^outgrow\.sid=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  const cookie = set.split(';')[0] as string;
  expect((await at.ask('GET', '/v1/session', { cookie })).body).toEqual({ customerId: 'ada' });
  const out = await at.ask('DELETE', '/v1/session', { cookie });
  expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/^outgrow\.sid=;.*1970/)]);
  expect((await at.ask('GET', '/v1/session', { cookie })).status).toBe(401);
});

test('a wrong secret and an unknown customer sound the same', async () => {
  const wrong = await at.ask('POST', '/v1/session', { json: { customerId: 'ada', secret: 'x' } });
  const unknown = await at.ask('POST', '/v1/session', { json: { customerId: 'nobody', secret: 'ada-secret' } });
  expect([wrong.status, wrong.body.code]).toEqual([401, 'sign_in_failed']);
  expect(wrong.headers.get('www-authenticate')).toBeTruthy();
  expect(unknown.body).toEqual(wrong.body);
  expect(unknown.headers.get('set-cookie')).toBeNull();
});

test('signing in gives a new session id, whatever cookie came with it, and ends the old session', async () => {
  const planted = await at.signIn('ben');
  const signedIn = await at.ask('POST', '/v1/session', { ...right, cookie: planted });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0];
  expect(cookie).not.toBe(planted);
  expect((await at.ask('GET', '/v1/session', { cookie: planted })).status).toBe(401);
  expect((await at.ask('GET', '/v1/session', { cookie: 'outgrow.sid=s%3Aforged.signature' })).status).toBe(401);
});

test('only what needs a session asks the session store, and none of it writes', async () => {
  const cookie = await at.signIn('ada');
  const { merchantId, staff } = await at.merchant();
  const { sessions } = at.stage;
  const get = vi.spyOn(sessions, 'get');
  const set = vi.spyOn(sessions, 'set');
  await at.ask('GET', `/v1/merchants/${merchantId}/products/pen`, { cookie });
  await at.ask('GET', `/v1/merchants/${merchantId}/audit`, { cookie, as: staff });
  await at.ask('GET', '/v1/customers/ada/orders', { cookie, as: OPERATOR_KEY });
  await at.ask('GET', '/v1/cart');
  await at.ask('POST', '/v1/session', { json: { customerId: 'ada', secret: 'x' } });
  expect(get).not.toHaveBeenCalled();
  await at.ask('GET', '/v1/cart', { cookie });
  expect([get.mock.calls.length, set.mock.calls.length, sessions.touch]).toEqual([1, 0, undefined]);
});

test('a cookie for HTTPS only is set where the proxy says that it is HTTPS', async () => {
  await using secure = await running({ secureCookies: true });
  const signIn = (headers: Record<string, string>) => secure.ask('POST', '/v1/session', { ...right, headers });
  expect((await signIn({ 'X-Forwarded-Proto': 'https' })).headers.get('set-cookie')).toMatch(/; Secure/);
  expect((await signIn({})).headers.get('set-cookie')).toBeNull();
});

test('a session store that fails or has lost its connection is 503, not a stranger', async () => {
  const cookie = await at.signIn('ada');
  const { sessions } = at.stage;
  const get = vi.spyOn(sessions, 'get').mockImplementation((_sid, done) => done(new Error('refused')));
  const failed = await at.ask('GET', '/v1/cart', { cookie });
  expect([failed.status, failed.body.code, failed.headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
  get.mockRestore();
  vi.spyOn(sessions, 'set').mockImplementation((_sid, _session, done) => done?.(new Error('refused')));
  const unsaved = await at.ask('POST', '/v1/session', right);
  expect([unsaved.status, unsaved.headers.get('set-cookie')]).toEqual([503, null]);
  sessions.emit('disconnect');
  expect((await at.ask('GET', '/v1/cart', { cookie })).body.code).toBe('unavailable');
});
