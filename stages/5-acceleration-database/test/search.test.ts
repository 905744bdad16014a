import type { AnyRecord, Product } from '@outgrow/domain/records';
import type { Piece, ProductQuery, Shop } from '@outgrow/domain/shop';
import { market } from '@outgrow/harness/market';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneNode } from './one-node.ts';

const lamp = (some: Partial<Product> & { sku: string }): Product => ({
  merchantId: 'm0001',
  name: 'Lamp',
  description: '',
  categoryId: 'garden',
  priceMinor: 2_500,
  currency: 'EUR',
  taxBasisPoints: 1_900,
  stock: 5,
  received: 5,
  version: 1,
  ...some,
});

const LONG = `${'light for the evenings of a garden '.repeat(12)}red ${'and a warm glow '.repeat(12)}`;
const RED = [
  lamp({ sku: 'best', name: 'Red lamp, a lamp', description: 'Of red glass & <b>lead</b>', priceMinor: 999 }),
  lamp({ sku: 'odd', name: `A "lamp" \\ (RED) 🏮`, priceMinor: 1_000, categoryId: 'books' }),
  lamp({ sku: 'long', name: 'A lamp for all', description: LONG, priceMinor: 9_999, merchantId: 'm0002' }),
];
const OTHERS = [
  lamp({ sku: 'other', name: 'A lamp', priceMinor: 10_000 }),
  lamp({ sku: 'dear', name: 'A lamp', priceMinor: 1_000_000, categoryId: 'kitchen' }),
  lamp({ sku: 'none', name: 'A red ladle' }),
  lamp({ sku: 'shade', name: 'Öllampenschirm 100%', description: 'A_B' }),
];
/** All alike, so that only merchant and sku tell their order. */
const ALIKE = Array.from({ length: 23 }, (_, at) => lamp({ sku: `alike-${String(at).padStart(2, '0')}`, name: 'Quokka' }));

let node: Awaited<ReturnType<typeof oneNode>>;
let shop: Shop;

beforeAll(async () => {
  node = await oneNode(marketOf([...RED, ...OTHERS, ...ALIKE]));
  shop = node.shop;
}, 180_000);
afterAll(async () => {
  await node?.[Symbol.asyncDispose]();
});

const search = (text: string, more: Partial<ProductQuery> = {}) => shop.search({ text, ...more }, { limit: 10 });
const skus = async (text: string, more?: Partial<ProductQuery>) => (await search(text, more)).items.map(({ sku }) => sku);

describe('a search', () => {
  test('finds the products that hold all the words, wherever each one stands, those with more of them in the name first', async () => {
    expect(await skus('red lamp')).toEqual(['best', 'odd', 'long']);
    expect(await skus('LAMP, red!')).toEqual(['best', 'odd', 'long']);
    expect(await skus('red lamp nobodysellsthis')).toEqual([]);
  });

  test('answers with the records as they are, and nothing else', async () => {
    expect(await search('red lamp')).toEqual({ items: RED });
  });

  test('within a category or a merchant finds only what lies there', async () => {
    expect(await skus('red lamp', { categoryId: 'books' })).toEqual(['odd']);
    expect(await skus('red lamp', { merchantId: 'm0002' })).toEqual(['long']);
    expect(await skus('red lamp', { merchantId: 'm0002', categoryId: 'books' })).toEqual([]);
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

  test('shows all it finds once, page by page, in one order', async () => {
    for (const limit of [1, 5, 23]) {
      const seen: Product[] = [];
      let after: string | undefined;
      do {
        const found = await shop.search({ text: 'quokka' }, { limit, ...(after && { after }) });
        expect(found.items.length).toBeGreaterThan(0);
        seen.push(...found.items);
        after = found.next;
      } while (after);
      expect(seen).toEqual(ALIKE);
    }
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

describe('the highlights of a search', () => {
  test('show where the words stand, item by item, in the text or in a passage of a long one', async () => {
    const { highlights = [] } = await search('red lamp', { highlight: true });
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

const hit = (text: string): Piece => ({ text, hit: true });
const plain = (text: string): Piece => ({ text, hit: false });

function cursor(json: string): string {
  return Buffer.from(json).toString('base64url');
}

/** A market whose products are these. */
function* marketOf(products: readonly Product[]): Iterable<AnyRecord> {
  for (const record of market({ seed: 'lamps', merchants: 2, products: 1, customers: 1, orders: 0 })) {
    if (record.kind !== 'product') yield record;
    else if (record.value.merchantId === 'm0001') for (const value of products) yield { kind: 'product', value };
  }
}
