import { sha256 } from '@outgrow/harness/market/secrets';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { changePrice } from '../commands.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { Items, NewKey, ShownKey } from '../replies.ts';
import { bearer, type ShopUnderTest } from '../shop-under-test.ts';

export default promised({
  title: "a key of a merchant's staff",
  cases: {
    async 'works at once, at both instances'(shop) {
      const { merchantId } = await shop.merchant('issued', { kettle: {} });
      const { key } = await issue(shop, merchantId);
      for (const instance of [1, 0]) {
        const staff = shop.sending(bearer(key), 'the new staff').at(instance);
        accepted(await changePrice(staff, merchantId, 'kettle', 10 + instance, { key: shop.key(`price ${instance}`) }));
      }
    },

    async 'is shown once: no list holds it, nor what it can be made from'(shop) {
      const { merchantId } = await shop.merchant('shown', {});
      const issued = [await issue(shop, merchantId), await issue(shop, merchantId)];
      expect(new Set(issued.map(({ key }) => key)).size).toBe(2);
      const answer = await shop.as.operator.get<Items<ShownKey>>(`/v1/merchants/${merchantId}/keys`);
      const { items } = accepted(answer);
      // The first is the one with which the merchant came.
      expect(items).toHaveLength(3);
      expect(items.map(({ keyId }) => keyId)).toEqual(expect.arrayContaining(issued.map(({ keyId }) => keyId)));
      for (const shown of items)
        expect(shown).toEqual({ keyId: shown.keyId, merchantId, createdAt: shown.createdAt, revokedAt: null });
      for (const { key } of issued) {
        expect(key.length).toBeGreaterThanOrEqual(32);
        for (const secret of [key, key.slice(8), sha256(key)]) expect(answer.text).not.toContain(secret);
      }
    },

    async 'is stored as its hash'(shop) {
      const { merchantId } = await shop.merchant('hashed', {});
      const { keyId, key } = await issue(shop, merchantId);
      const stored: string[] = [];
      for await (const { kind, value } of shop.records()) {
        if (kind === 'staffKey' && value.keyId === keyId) stored.push(JSON.stringify(value));
      }
      expect(stored).toHaveLength(1);
      expect(stored[0]).toContain(sha256(key));
      expect(stored[0]).not.toContain(key);
    },

    async 'opens nothing any more once it is revoked, at both instances'(shop) {
      const { merchantId, staff: others } = await shop.merchant('revoked', { kettle: {} });
      const { keyId, key } = await issue(shop, merchantId);
      const staff = shop.sending(bearer(key), 'the revoked staff');
      for (const instance of [0, 1]) accepted(await staff.at(instance).get(`/v1/merchants/${merchantId}/audit`));
      const path = `/v1/merchants/${merchantId}/keys/${keyId}`;
      accepted(await shop.as.operator.delete(path), 204);
      const nothing = await shop.written(async () => {
        for (const instance of [0, 1]) {
          refused(await staff.at(instance).get(`/v1/merchants/${merchantId}/audit`), 401, 'invalid_credentials');
          const content = { key: shop.key(`price ${instance}`) };
          refused(await changePrice(staff.at(instance), merchantId, 'kettle', 1, content), 401, 'invalid_credentials');
        }
      });
      expect(nothing).toEqual([]);
      accepted(await others.get(`/v1/merchants/${merchantId}/audit`));

      const revokedAt = async () => {
        const { items } = accepted(await shop.as.operator.get<Items<ShownKey>>(`/v1/merchants/${merchantId}/keys`));
        return items.find((shown) => shown.keyId === keyId)?.revokedAt;
      };
      const at = await revokedAt();
      expect(at).toEqual(expect.any(String));
      accepted(await shop.as.operator.at(1).delete(path), 204);
      expect(await revokedAt()).toBe(at);
    },

    async 'can only be revoked at its own merchant'(shop) {
      const [one, other] = [await shop.merchant('one', {}), await shop.merchant('other', {})];
      const { keyId, key } = await issue(shop, one.merchantId);
      refused(await shop.as.operator.delete(`/v1/merchants/${other.merchantId}/keys/${keyId}`), 404, 'unknown_key');
      refused(await shop.as.operator.delete(`/v1/merchants/${one.merchantId}/keys/k0`), 404, 'unknown_key');
      accepted(await shop.sending(bearer(key)).get(`/v1/merchants/${one.merchantId}/audit`));
    },

    async 'that is wrong, cut, or said in another way is refused'(shop) {
      const { merchantId } = await shop.merchant('wrong', {});
      const { key, keyId } = await issue(shop, merchantId);
      const wrong = [key.slice(0, -1), `${key}x`, keyId, sha256(key), key.toUpperCase(), '', ' ', 'x'.repeat(600)].map(
        (one) => `Bearer ${one}`,
      );
      for (const authorization of [...wrong, key, `Basic ${key}`, `Bearer ${key} ${key}`, `Bearer\t${key}`, 'Bearer', 'é']) {
        const stranger = shop.sending({ authorization }, `somebody with ${authorization.slice(0, 20)}`);
        refused(await stranger.get(`/v1/merchants/${merchantId}/audit`), 401, 'invalid_credentials');
      }
    },
  },
});

const issue = async (shop: ShopUnderTest, merchantId: string): Promise<NewKey> =>
  accepted(await shop.as.operator.post<NewKey>(`/v1/merchants/${merchantId}/keys`, undefined), 201);
