import type { Product } from '@outgrow/domain/records';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import type { Client } from '../client.ts';
import { changePrice } from '../commands.ts';
import { upTo } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import type { ShopUnderTest, Stall } from '../shop-under-test.ts';

export default promised({
  title: 'a read that begins after another was told of a write shows that or a newer one',
  guarantee: 'freshReads',
  always: {
    async 'where both are at one instance'(shop) {
      for (const at of [0, 1]) await showsWhatOthersWrote(shop, [at], [at]);
    },
  },
  holds: {
    'at any instance': (shop) => showsWhatOthersWrote(shop, [0, 1], [1, 0]),
  },
  gap: {
    async 'an old copy shows anybody the old price, and the new one once it has caught up'(shop, open) {
      const stall = await shop.merchant('gap', { kettle: { priceMinor: 2_500 } });
      for (const url of shop.running.appUrls) expect(await priceOf(shop.as.anonymous.at(url), stall)).toBe(2_500);
      const { writeUrl, readUrl, close } = await open();
      accepted(await changePrice(stall.staff.at(writeUrl), stall.merchantId, 'kettle', 1_999, { key: shop.key('price') }));
      await close();
      expect(await priceOf(shop.as.anonymous.at(readUrl), stall), 'left by the gap').toBe(2_500);
      await shop.settle();
      expect(await priceOf(shop.as.anonymous.at(readUrl), stall), 'caught up').toBe(1_999);
    },
  },
});

const priceOf = async (reader: Client, { merchantId }: Stall): Promise<number> =>
  accepted(await reader.get<Product>(`/v1/merchants/${merchantId}/products/kettle`)).priceMinor;

/** The staff write at these instances in turn, and a stranger reads after each answer at those beside them. */
async function showsWhatOthersWrote(shop: ShopUnderTest, writes: readonly number[], reads: readonly number[]): Promise<void> {
  const name = `fresh ${writes.join()}`;
  const stall = await shop.merchant(name, { kettle: {} });
  for (const turn of upTo(50)) {
    const [write = 0, read = 0] = [writes[turn % writes.length], reads[turn % reads.length]];
    const key = shop.key(`${name} ${turn}`);
    accepted(await changePrice(stall.staff.at(write), stall.merchantId, 'kettle', turn, { key }));
    expect(await priceOf(shop.as.anonymous.at(read), stall)).toBe(turn);
  }
}
