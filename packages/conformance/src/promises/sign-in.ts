import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import { bearer, sessionCookie } from '../shop-under-test.ts';

export default promised({
  title: 'a shopper',
  cases: {
    async 'is signed in by their secret, by a cookie that scripts and other sites cannot use'(shop) {
      const customerId = shop.newCustomer();
      const answer = await shop.as.anonymous.post('/v1/session', { customerId, secret: shop.secretOf(customerId) });
      expect(accepted(answer, 201)).toEqual({ customerId });
      const [cookie = '', ...others] = answer.headers['set-cookie'] ?? [];
      expect(others).toEqual([]);
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=(Lax|Strict)/i);
      expect(cookie).toMatch(/; Path=\//i);
      const shopper = shop.holding(sessionCookie([cookie]), customerId);
      expect(accepted(await shopper.get('/v1/session'))).toEqual({ customerId });
    },

    async 'signed in at one instance is known to the other, and so is the sign-out'(shop) {
      const shopper = await shop.as.shopper();
      const session = { customerId: shopper.principal.replace('customer:', '') };
      for (const instance of [0, 1]) expect(accepted(await shopper.at(instance).get('/v1/session'))).toEqual(session);
      accepted(await shopper.at(1).delete('/v1/session'), 204);
      for (const instance of [0, 1]) await isNobody(shopper.at(instance));
    },

    async 'is refused with a wrong secret, in the same words as a customer who is not there'(shop) {
      const customerId = shop.newCustomer();
      const secret = shop.secretOf(customerId);
      const told = [];
      for (const wrong of [
        `${secret.slice(0, -1)}!`,
        secret.toUpperCase(),
        secret.slice(0, 10),
        ` ${secret}`,
        'x',
        '0'.repeat(64),
      ]) {
        const answer = await shop.as.anonymous.post('/v1/session', { customerId, secret: wrong });
        told.push(refused(answer, 401, 'sign_in_failed'));
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
      told.push(refused(await shop.as.anonymous.post('/v1/session', { customerId: 'nobody', secret }), 401, 'sign_in_failed'));
      expect(new Set(told.map((problem) => JSON.stringify(problem)))).toHaveLength(1);
    },

    async 'gets another session id at the sign-in, so that nobody can plant one'(shop) {
      const mallory = await shop.as.shopper();
      const victim = shop.newCustomer();
      const planted = shop.sending(mallory.credentials, 'the victim with a planted cookie');
      const answer = await planted.post('/v1/session', { customerId: victim, secret: shop.secretOf(victim) });
      accepted(answer, 201);
      const own = sessionCookie(answer.headers['set-cookie']);
      expect(own).not.toBe('');
      expect(own).not.toBe(mallory.credentials.cookie);
      expect(accepted(await shop.holding(own).get('/v1/session'))).toEqual({ customerId: victim });
      for (const instance of [0, 1]) await isNobody(mallory.at(instance));
    },

    async 'can be signed in on two devices, of which one signs out'(shop) {
      const customerId = shop.newCustomer();
      const [phone, desk] = [await shop.as.shopper(customerId), await shop.as.shopper(customerId)];
      expect(phone.credentials.cookie).not.toBe(desk.credentials.cookie);
      accepted(await phone.delete('/v1/session'), 204);
      await isNobody(phone);
      expect(accepted(await desk.get('/v1/session'))).toEqual({ customerId });
    },

    async 'is nobody with a forged, cut or empty cookie'(shop) {
      const { cookie = '' } = (await shop.as.shopper()).credentials;
      const [name = '', value = ''] = cookie.split('=');
      const id = decodeURIComponent(value);
      const forged = [
        `${name}=`,
        `${name}=x`,
        `${name}=${encodeURIComponent(id.replace(/^s:/, ''))}`,
        `${name}=${encodeURIComponent(`${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`)}`,
        `${name}=${encodeURIComponent(id.replace(/\..*$/, ''))}`,
        `${name}=%`,
        `${name}=${'x'.repeat(4_000)}`,
        `${name}=s%3A${'0'.repeat(32)}.${'0'.repeat(43)}`,
        `${name}=%00`,
        `x${cookie}`,
      ];
      for (const one of forged) await isNobody(shop.sending({ cookie: one }, one.slice(0, 60)));
    },

    async 'with a bearer key beside the cookie is who the key says'(shop) {
      const shopper = await shop.as.shopper();
      const both = shop.sending({ ...shopper.credentials, ...bearer('no-such-key') }, 'a shopper with a wrong key');
      refused(await both.get('/v1/session'), 401, 'invalid_credentials');
    },
  },
});

async function isNobody(client: Client): Promise<void> {
  refused(await client.get('/v1/session'), 401, 'credentials_required');
}
