import type { Found } from '@outgrow/domain/shop';
import { expect } from 'vitest';
import { accepted } from '../accepted.ts';
import { promised } from '../promised.ts';

export default promised({
  title: 'a search, where it is asked to,',
  cases: {
    async 'counts all that it finds by category and by price, whatever the page'(shop) {
      await shop.merchant('facets', {
        cheap: { name: 'Numbatlamp', priceMinor: 999 },
        fair: { name: 'Numbatlamp', priceMinor: 1_000 },
        dear: { name: 'Numbatlamp', priceMinor: 10_000, categoryId: 'books' },
        other: { name: 'Numbatladle', priceMinor: 10_000 },
      });
      await shop.settle();
      const search = async (more: string) => accepted(await shop.as.anonymous.get<Found>(`/v1/products?q=numbatlamp${more}`));
      expect(await search('')).toEqual({ items: expect.any(Array) });
      const { items, facets } = await search('&limit=1&facets=true');
      expect(items).toHaveLength(1);
      expect(facets).toEqual({
        categories: [
          { categoryId: 'kitchen', count: 2 },
          { categoryId: 'books', count: 1 },
        ],
        prices: [
          { fromMinor: 0, belowMinor: 1_000, count: 1 },
          { fromMinor: 1_000, belowMinor: 2_500, count: 1 },
          { fromMinor: 2_500, belowMinor: 5_000, count: 0 },
          { fromMinor: 5_000, belowMinor: 10_000, count: 0 },
          { fromMinor: 10_000, count: 1 },
        ],
      });
      const within = (await search('&categoryId=books&facets=true')).facets;
      expect(within?.categories).toEqual([{ categoryId: 'books', count: 1 }]);
      expect(within?.prices.map(({ count }) => count)).toEqual([0, 0, 0, 0, 1]);
    },

    async 'shows where the words stand, item by item, in a passage of what is long'(shop) {
      const long = `${'light for the long evenings of a garden '.repeat(12)}Bilbyproof ${'and a warm glow '.repeat(12)}`;
      await shop.merchant('highlights', {
        name: { name: 'A bilbyproof & <b>safe</b> "lid"', description: 'Bilbyproof, as it says' },
        text: { name: 'Lantern', description: long },
      });
      await shop.settle();
      const found = accepted(await shop.as.anonymous.get<Found>('/v1/products?q=bilbyproof&highlight=true'));
      expect(found.items.map(({ sku }) => sku)).toEqual(['name', 'text']);
      expect(found.highlights).toEqual([
        {
          name: [
            { text: 'A ', hit: false },
            { text: 'bilbyproof', hit: true },
            { text: ' & <b>safe</b> "lid"', hit: false },
          ],
          description: [
            { text: 'Bilbyproof', hit: true },
            { text: ', as it says', hit: false },
          ],
        },
        { name: [{ text: 'Lantern', hit: false }], description: expect.any(Array) },
      ]);
      const passage = found.highlights?.[1]?.description ?? [];
      expect(passage.filter(({ hit }) => hit)).toEqual([{ text: 'Bilbyproof', hit: true }]);
      expect(long).toContain(passage.map(({ text }) => text).join(''));
    },
  },
});
