import { findsLamps } from '@outgrow/conformance/finds-lamps';
import { ALIKE, OTHERS, RED } from '@outgrow/conformance/lamps';
import type { ProductQuery } from '@outgrow/domain/shop';
import { cursor } from '@outgrow/postgres-shop/pages';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProductIndex } from '../src/index/product-index.ts';
import type { ShopWithIndex } from './shop-with-index.ts';
import { shopWithIndex } from './shop-with-index.ts';

let shop: ShopWithIndex;
let index: ProductIndex;

beforeAll(async () => {
  shop = await shopWithIndex([...RED, ...OTHERS, ...ALIKE]);
  index = shop.index();
  expect(await index.rebuild()).toBe(RED.length + OTHERS.length + ALIKE.length);
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const search = (text: string, more: Partial<ProductQuery> = {}) => index.search({ text, ...more }, { limit: 10 });
const skus = async (text: string, more?: Partial<ProductQuery>) => (await search(text, more)).items.map(({ sku }) => sku);

findsLamps(() => index);

describe('a search', () => {
  test('finds the products that hold all the words, wherever each one stands, best match first', async () => {
    expect(await skus('red lamp')).toEqual(['best', 'odd', 'long']);
    expect(await skus('LAMP RED')).toEqual(['best', 'odd', 'long']);
  });

  test('of odd words is answered', async () => {
    const odd = [
      '"',
      "'; --",
      '-',
      '!',
      'a & | ! <-> b',
      '\\',
      '((((',
      '%',
      '*',
      '日本語',
      '🫖',
      'the',
      'or',
      'x '.repeat(100),
      'y'.repeat(200),
    ];
    for (const text of odd) {
      const found = await search(text, { facets: true, highlight: true });
      expect([text, found.items.length]).toEqual([text, found.highlights?.length]);
    }
  });

  test.each([
    ['no base64url', '%%%'],
    ['a list of other types', cursor(['score', 'm1', 'p1'])],
    ['a list too long', cursor([0.1, 'm1', 'p1', 'x'])],
    ['a score without end', Buffer.from('[1e999,"m1","p1"]').toString('base64url')],
    ['an id that is none', cursor([0.1, 'm1', '\ud800'])],
  ])('refuses a cursor that is %s', async (_what, after) => {
    await expect(index.search({ text: 'lamp' }, { limit: 1, after })).rejects.toHaveProperty('name', 'InvalidCursor');
  });

  test.each([-1, 0, 1e-300, 1e308, -1e308])('takes a cursor of any score (%d)', async (score) => {
    await index.search({ text: 'lamp' }, { limit: 1, after: cursor([score, 'm1', 'p1']) });
  });
});

describe('the facets of a search', () => {
  test('count all that is found, whatever the page, the first category first', async () => {
    const first = await index.search({ text: 'lamp', facets: true }, { limit: 2 });
    expect(first.facets).toEqual({
      categories: [
        { categoryId: 'garden', count: 3 },
        { categoryId: 'books', count: 1 },
        { categoryId: 'kitchen', count: 1 },
      ],
      prices: [
        { fromMinor: 0, belowMinor: 1_000, count: 1 },
        { fromMinor: 1_000, belowMinor: 2_500, count: 1 },
        { fromMinor: 2_500, belowMinor: 5_000, count: 0 },
        { fromMinor: 5_000, belowMinor: 10_000, count: 1 },
        { fromMinor: 10_000, count: 2 },
      ],
    });
    const second = await index.search({ text: 'lamp', facets: true }, { limit: 2, after: first.next ?? '' });
    expect(second.facets).toEqual(first.facets);
  });

  test('count nothing where nothing is found', async () => {
    const { facets } = await search('nobodysellsthis', { facets: true });
    expect(facets?.categories).toEqual([]);
    expect(facets?.prices.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0]);
  });
});
