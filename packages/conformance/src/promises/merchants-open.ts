import { GENESIS, type Merchant } from '@outgrow/domain/records';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { promised } from '../promised.ts';
import type { Registered } from '../replies.ts';

export default promised({
  title: 'opening a merchant',
  cases: {
    async 'makes its record, three empty accounts and the first record of its audit trail'(shop) {
      const opening = { name: 'Kettles & Co', categoryId: 'kitchen', currency: 'EUR' };
      const answer = await shop.as.operator.post<Registered>('/v1/merchants', opening, { key: shop.key('open') });
      const { merchantId } = accepted(answer, 201);
      expect(answer.body).toEqual({ merchantId, version: 1 });
      expect(answer.headers.location).toBe(`/v1/merchants/${merchantId}`);
      expect(answer.headers.etag).toBe('"v1"');

      await shop.settle();
      const read = await shop.as.anonymous.get<Merchant>(`/v1/merchants/${merchantId}`);
      expect(accepted(read)).toEqual({ merchantId, ...opening, version: 1 });
      const { audit, ...accounts } = await shop.books(merchantId);
      for (const [account, ledger] of Object.entries(accounts)) {
        expect(ledger.account).toEqual({ merchantId, account, currency: 'EUR', balanceMinor: 0, version: 1 });
        expect(ledger.entries).toEqual([]);
      }
      expect(audit).toHaveLength(1);
      expect(audit[0]).toMatchObject({
        seq: 1,
        type: 'register-merchant',
        by: 'operator',
        merchants: [merchantId],
        prevHash: GENESIS,
      });
    },

    async 'makes another one under another key'(shop) {
      const one = await shop.merchant('first');
      const other = await shop.merchant('second');
      expect(one.merchantId).not.toBe(other.merchantId);
    },
  },
});
