import { auditText } from '@outgrow/domain/audit';
import type { AuditRecord } from '@outgrow/domain/records';
import { GENESIS } from '@outgrow/domain/records';
import { sha256 } from '@outgrow/harness/market/secrets';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { allPages } from '../all-pages.ts';
import { changePrice, placeBasket, placeOrder } from '../commands.ts';
import { inParallel, upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import type { Stall } from '../shop-under-test.ts';
import { untilHeard } from '../until-heard.ts';

export default promised({
  title: 'an audit trail',
  cases: {
    async 'counts 1, 2, 3 … and each record holds the hash of the one before, whoever wrote at once'(shop) {
      const { merchantId, staff } = await shop.merchant('trail', { kettle: { stock: 1_000 } });
      const shopper = await shop.as.shopper();
      await inParallel(upTo(40), 20, async (turn) => {
        const content = { key: shop.key(`turn ${turn}`) };
        if (turn % 2)
          return accepted(await untilHeard(() => changePrice(staff.at(turn >> 1), merchantId, 'kettle', turn, content)));
        const lines = [{ sku: 'kettle', quantity: 1 }];
        return accepted(await untilHeard(() => placeOrder(shopper.at(turn >> 1), merchantId, lines, content)), 201);
      });
      refused(await changePrice(staff, merchantId, 'nothing', 1, { key: shop.key('refused') }), 404, 'unknown_product');
      await shop.settle();
      const trail = await allPages<AuditRecord>(staff, `/v1/merchants/${merchantId}/audit`, { limit: 9 });
      expect(trail.map(({ seq }) => seq)).toEqual(upTo(42));
      holds(trail);
    },

    async 'of a seeded merchant holds as well'(shop) {
      const trail = await allPages<AuditRecord>(shop.as.staff('m0001'), '/v1/merchants/m0001/audit');
      expect(trail.length).toBeGreaterThan(1);
      holds(trail);
    },

    async 'tells a command over several merchants at each of them, with the names of all'(shop) {
      const places: Stall[] = [];
      for (const name of ['a', 'b', 'c']) places.push(await shop.merchant(name, { kettle: {} }));
      const shopper = await shop.as.shopper();
      const lines = places.map(({ merchantId }) => ({ merchantId, sku: 'kettle', quantity: 1 }));
      const { basketId } = accepted(await placeBasket(shopper, lines, { key: shop.key('buy') }), 201);
      const merchants = places.map(({ merchantId }) => merchantId).sort();
      for (const merchantId of merchants) {
        const { audit } = await shop.books(merchantId);
        expect(audit.filter(({ commandId }) => commandId === basketId)).toHaveLength(1);
        expect(audit.at(-1)).toMatchObject({ commandId: basketId, type: 'place-basket', merchants });
        holds(audit);
      }
    },
  },
});

function holds(trail: readonly AuditRecord[]): void {
  let before = GENESIS;
  for (const { hash, ...record } of trail) {
    expect(record.prevHash, `record ${record.seq}`).toBe(before);
    expect(sha256(auditText(record)), `record ${record.seq}`).toBe(hash);
    before = hash;
  }
}
