import type { Product } from '@outgrow/domain/records';
import type { Piece, SearchReads } from '@outgrow/domain/shop';
import { describe, expect, test } from 'vitest';
import { ALIKE, LONG, RED } from './lamps.ts';

/** What a search answers in any stage, over a market of the products in lamps.ts; registered as tests. */
export function findsLamps(searched: () => SearchReads): void {
  const inAll = { limit: 10 };

  describe('a search, as in every stage,', () => {
    test('answers with the records as they are, and nothing else', async () => {
      expect(await searched().search({ text: 'red lamp' }, inAll)).toEqual({ items: RED });
    });

    test('finds the products that hold all the words, wherever each one stands', async () => {
      expect((await searched().search({ text: 'red lamp nobodysellsthis' }, inAll)).items).toEqual([]);
    });

    test.each([
      [{ categoryId: 'books' }, ['odd']],
      [{ merchantId: 'm0002' }, ['long']],
      [{ merchantId: 'm0002', categoryId: 'books' }, []],
    ])('finds only what lies within %o', async (within, skus) => {
      const { items } = await searched().search({ text: 'red lamp', ...within }, inAll);
      expect(items.map(({ sku }) => sku)).toEqual(skus);
    });

    test.each([1, 5, 23])('shows all it finds once, in pages of %d, in one order', async (limit) => {
      const seen: Product[] = [];
      let after: string | undefined;
      do {
        const found = await searched().search({ text: 'quokka' }, { limit, ...(after && { after }) });
        expect(found.items.length).toBeGreaterThan(0);
        seen.push(...found.items);
        after = found.next;
      } while (after);
      expect(seen).toEqual(ALIKE);
    });

    test('shows where the words stand, item by item, in the text or in a passage of a long one', async () => {
      const { highlights = [] } = await searched().search({ text: 'red lamp', highlight: true }, inAll);
      expect(highlights[0]).toEqual({
        name: [hit('Red'), plain(' '), hit('lamp'), plain(', a '), hit('lamp')],
        description: [plain('Of '), hit('red'), plain(' glass & <b>lead</b>')],
      });
      expect(highlights[1]).toEqual({
        name: [plain('A "'), hit('lamp'), plain('" \\ ('), hit('RED'), plain(') 🏮')],
        description: [],
      });
      const passage = highlights[2]?.description ?? [];
      expect(passage.filter((piece) => piece.hit)).toEqual([hit('red')]);
      expect(LONG).toContain(passage.map(({ text }) => text).join(''));
    });
  });
}

const hit = (text: string): Piece => ({ text, hit: true });
const plain = (text: string): Piece => ({ text, hit: false });
