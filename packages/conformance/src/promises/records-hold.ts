import { checkRecords } from '@outgrow/domain/invariants';
import { sha256 } from '@outgrow/harness/market/secrets';
import { expect } from 'vitest';
import { promised } from '../promised.ts';

export default promised({
  title: 'after all of this',
  when: 'all is over',
  cases: {
    async 'the records hold every invariant'(shop) {
      await shop.settle();
      const { breaches, count, records } = await checkRecords(shop.records(), { sha256 });
      expect(breaches).toEqual([]);
      expect(count).toBe(0);
      expect(records).toBeGreaterThan(1_000);
    },

    async 'every order that was acknowledged is there, and no other'(shop) {
      const stored = new Set<string>();
      for await (const { kind, value } of shop.records()) if (kind === 'order') stored.add(value.orderId);
      expect(
        [...shop.acknowledged].filter((orderId) => !stored.has(orderId)),
        'lost',
      ).toEqual([]);
      expect(
        [...stored].filter((orderId) => !shop.acknowledged.has(orderId)),
        'never asked for',
      ).toEqual([]);
    },

    async 'no instance tells of a bug'(shop) {
      for (const app of shop.running.apps) expect(app.logs()).not.toContain('a bug ended a request');
    },
  },
});
