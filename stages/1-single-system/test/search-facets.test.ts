import { join } from 'node:path';
import type { AnyRecord, Product } from '@outgrow/domain/records';
import type { Piece, SearchReads } from '@outgrow/domain/shop';
import { market } from '@outgrow/harness/market';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { shopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { search } from '../src/search.ts';

let server: ShopOnPostgres;
let shop: SearchReads;

beforeAll(async () => {
  server = await shopOnPostgres(withLamps(), { schema: join(import.meta.dirname, '../schema') });
  shop = search(server.database());
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

const page = { limit: 2 };

test('a search counts and marks nothing unless asked to', async () => {
  expect(Object.keys(await shop.search({ text: 'lamp' }, page)).sort()).toEqual(['items', 'next']);
});

describe('the facets of a search', () => {
  test('count all that is found, whatever the page, the first category first', async () => {
    const first = await shop.search({ text: 'lamp', facets: true }, page);
    expect(first.items).toHaveLength(2);
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
    const second = await shop.search({ text: 'lamp', facets: true }, { ...page, after: first.next ?? '' });
    expect(second.facets).toEqual(first.facets);
  });

  test('count within a category only what lies there, and where nothing is found, nothing', async () => {
    const { facets } = await shop.search({ text: 'lamp', categoryId: 'books', facets: true }, page);
    expect(facets?.categories).toEqual([{ categoryId: 'books', count: 1 }]);
    const none = await shop.search({ text: 'nobodysellsthis', facets: true }, page);
    expect(none.facets?.categories).toEqual([]);
    expect(none.facets?.prices.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('the highlights of a search', () => {
  test('show where the words stand, in the order of the items, and together are the text', async () => {
    const { items, highlights = [] } = await shop.search({ text: 'red lamp', highlight: true }, { limit: 10 });
    expect(items.map(({ sku }) => sku)).toEqual(['best', 'odd', 'long']);
    expect(highlights[0]).toEqual({
      name: [hit('Lamp'), plain(', a '), hit('red'), plain(' '), hit('lamp')],
      description: [plain('Of '), hit('red'), plain(' glass & <b>lead</b>')],
    });
    for (const [at, { name }] of items.entries()) expect(textOf(highlights[at]?.name)).toBe(name);
  });

  test('show a passage of a long text that holds a hit', async () => {
    const { items, highlights = [] } = await shop.search({ text: 'red lamp', highlight: true }, { limit: 10 });
    const { description = [] } = highlights[2] ?? {};
    expect(description.some(({ hit }) => hit)).toBe(true);
    expect(textOf(description).length).toBeLessThan(201);
    expect(items[2]?.description).toContain(textOf(description));
  });
});

const hit = (text: string): Piece => ({ text, hit: true });
const plain = (text: string): Piece => ({ text, hit: false });
const textOf = (pieces: readonly Piece[] = []) => pieces.map(({ text }) => text).join('');

/** A market whose products are these. */
function* withLamps(): Iterable<AnyRecord> {
  const lamps: Partial<Product>[] = [
    { sku: 'best', name: 'Lamp, a red lamp', description: 'Of red glass & <b>lead</b>', priceMinor: 999 },
    { sku: 'odd', name: `"Lamp" \\ (red) 🏮`, priceMinor: 1_000, categoryId: 'books' },
    { sku: 'long', name: 'Lamp', description: `${'light for the evenings of a garden '.repeat(30)} red`, priceMinor: 9_999 },
    { sku: 'other', name: 'A lamp', priceMinor: 10_000 },
    { sku: 'dear', name: 'A lamp', priceMinor: 1_000_000, categoryId: 'kitchen' },
    { sku: 'none', name: 'A ladle' },
  ];
  for (const record of market({ seed: 'lamps', merchants: 1, products: 1, customers: 1, orders: 0 })) {
    if (record.kind !== 'product') yield record;
    else
      for (const lamp of lamps) {
        const value = { ...record.value, description: '', categoryId: 'garden', ...lamp };
        yield { kind: 'product', value };
      }
  }
}
