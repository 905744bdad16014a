import type { Product } from '@outgrow/domain/records';
import type { Page } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { changePrice } from '../commands.ts';
import { upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';

export default promised({
  title: 'once settled, every system that holds a copy of a product',
  guarantee: 'copiesAgree',
  timeoutMs: 90_000,
  always: {
    async 'agrees with the others, where all of them answered'(shop) {
      const { merchantId, staff } = await shop.merchant('copied', { agreeable: { name: 'Agreeable numbat' } });
      for (const turn of upTo(10)) {
        accepted(await changePrice(staff.at(turn), merchantId, 'agreeable', turn, { key: shop.key(`price ${turn}`) }));
      }
      await shop.settle();
      const stored = await shop.product(merchantId, 'agreeable');
      expect(stored.version).toBe(11);
      expect(await searched(shop, 'agreeable numbat')).toEqual([stored]);
      const { before, copies } = await copiesOf(shop, merchantId, 'agreeable');
      const { version, priceMinor, currency } = stored;
      expect(before).toEqual({ is: 'shown', version, priceMinor, currency });
      for (const [system, copy] of Object.entries(copies)) {
        // A cache need not hold it.
        if (copy.is !== 'absent') expect(copy, system).toEqual(before);
      }
    },
  },
  holds: {},
  gap: {
    async 'is wrong where it was not told, until the product is written again'(shop, open) {
      const { merchantId, staff } = await shop.merchant('lost', {
        forgettable: { name: 'Forgettable bilby', priceMinor: 2_500 },
      });
      await shop.settle();
      const { writeUrl, close } = await open();
      accepted(await changePrice(staff.at(writeUrl), merchantId, 'forgettable', 1_999, { key: shop.key('lost') }));
      await close();
      await shop.settle();
      const price = async () => (await searched(shop, 'forgettable bilby')).map(({ priceMinor }) => priceMinor);
      expect(await price(), 'left by the gap').toEqual([2_500]);
      expect((await shop.product(merchantId, 'forgettable')).priceMinor).toBe(1_999);
      accepted(await changePrice(staff.at(writeUrl), merchantId, 'forgettable', 1_777, { key: shop.key('told') }));
      await shop.settle();
      expect(await price(), 'told again').toEqual([1_777]);
    },
  },
});

const searched = async (shop: ShopUnderTest, words: string): Promise<Product[]> =>
  accepted(await shop.as.anonymous.get<Page<Product>>(`/v1/products?q=${encodeURIComponent(words)}`)).items;

interface ProductCopies {
  before: { is: string; version?: number };
  copies: Readonly<Record<string, { is: string; version?: number }>>;
}

const copiesOf = async (shop: ShopUnderTest, merchantId: string, sku: string): Promise<ProductCopies> =>
  accepted(await shop.as.operator.get<ProductCopies>(`/v1/ops/copies/${merchantId}/${sku}`));
