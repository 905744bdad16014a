import { findsLamps } from '@outgrow/conformance/finds-lamps';
import { ALIKE, lamp, marketOf, OTHERS, RED } from '@outgrow/conformance/lamps';
import type { ProductQuery, Shop } from '@outgrow/domain/shop';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneNode } from './one-node.ts';

/** What only a search by LIKE meets. */
const SHADE = lamp({ sku: 'shade', name: 'Öllampenschirm 100%', description: 'A_B' });

let node: Awaited<ReturnType<typeof oneNode>>;
let shop: Shop;

beforeAll(async () => {
  node = await oneNode(marketOf([...RED, ...OTHERS, SHADE, ...ALIKE]));
  shop = node.shop;
}, 180_000);
afterAll(async () => {
  await node?.[Symbol.asyncDispose]();
});

const search = (text: string, more: Partial<ProductQuery> = {}) => shop.search({ text, ...more }, { limit: 10 });
const skus = async (text: string, more?: Partial<ProductQuery>) => (await search(text, more)).items.map(({ sku }) => sku);

findsLamps(() => shop);

describe('a search', () => {
  test('finds the products that hold all the words, wherever each one stands, those with more of them in the name first', async () => {
    expect(await skus('red lamp')).toEqual(['best', 'odd', 'long']);
    expect(await skus('LAMP, red!')).toEqual(['best', 'odd', 'long']);
  });

  test('finds words within longer words, in any script, and no other form of a word', async () => {
    expect(await skus('öllamp')).toEqual(['shade']);
    expect(await skus('ÖLLAMP schirm')).toEqual(['shade']);
    expect(await skus('ladles')).toEqual([]);
  });

  test('takes what is a wildcard or a quote in SQL for no word', async () => {
    expect(await skus('100%')).toEqual(['shade']);
    for (const text of ['%', '_', '%%', "'", '\\', "'; DROP TABLE PRODUCTS; --"])
      expect([text, await skus(text)]).toEqual([text, []]);
    expect(await skus('a_b')).toEqual(await skus('a b'));
  });

  test('of odd words is answered', async () => {
    const odd = ['"', "'; --", '-', '!', 'a & | ! <-> b', '((((', '*', '日本語', '🫖', 'the', 'or', 'x '.repeat(100)];
    const many = Array.from({ length: 60 }, (_, at) => `w${at}`).join(' ');
    for (const text of [...odd, many, 'y'.repeat(200)]) {
      const found = await search(text, { facets: true, highlight: true });
      expect([text, found.items.length]).toEqual([text, found.highlights?.length]);
    }
  });

  test.each([
    ['no base64url', '%%%'],
    ['a list of other types', cursor('["score","m1","p1"]')],
    ['a list too long', cursor('[1,"m1","p1","x"]')],
    ['a rank without end', cursor('[1e999,"m1","p1"]')],
    ['a rank that is none', cursor('[0.5,"m1","p1"]')],
    ['an id that is none', cursor('[1,"m1","\\ud800"]')],
  ])('refuses a cursor that is %s', async (_what, after) => {
    await expect(shop.search({ text: 'lamp' }, { limit: 1, after })).rejects.toHaveProperty('name', 'InvalidCursor');
  });
});

describe('the facets of a search', () => {
  test('count all that is found, whatever the page, the first category first', async () => {
    const first = await shop.search({ text: 'red', facets: true }, { limit: 2 });
    expect(first.facets).toEqual({
      categories: [
        { categoryId: 'garden', count: 3 },
        { categoryId: 'books', count: 1 },
      ],
      prices: [
        { fromMinor: 0, belowMinor: 1_000, count: 1 },
        { fromMinor: 1_000, belowMinor: 2_500, count: 1 },
        { fromMinor: 2_500, belowMinor: 5_000, count: 1 },
        { fromMinor: 5_000, belowMinor: 10_000, count: 1 },
        { fromMinor: 10_000, count: 0 },
      ],
    });
    const second = await shop.search({ text: 'red', facets: true }, { limit: 2, after: first.next ?? '' });
    expect(second.items).toHaveLength(2);
    expect(second.facets).toEqual(first.facets);
  });

  test('count within a category only what lies there, and where nothing is found, nothing', async () => {
    const { facets } = await search('lamp', { categoryId: 'kitchen', facets: true });
    expect(facets?.categories).toEqual([{ categoryId: 'kitchen', count: 1 }]);
    for (const text of ['nobodysellsthis', '%']) {
      const none = (await search(text, { facets: true })).facets;
      expect(none?.categories).toEqual([]);
      expect(none?.prices.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0]);
    }
  });
});

function cursor(json: string): string {
  return Buffer.from(json).toString('base64url');
}
