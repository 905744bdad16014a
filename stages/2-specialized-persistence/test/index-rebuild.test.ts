import { productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProductIndex } from '../src/index/product-index.ts';
import { lamp } from './lamps.ts';
import type { ShopWithIndex } from './shop-with-index.ts';
import { shopWithIndex } from './shop-with-index.ts';

const MANY = Array.from({ length: 1_500 }, (_, at) => lamp({ sku: `p${String(at).padStart(4, '0')}` }));

let shop: ShopWithIndex;
let index: ProductIndex;

beforeAll(async () => {
  shop = await shopWithIndex(MANY);
  index = shop.index();
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const names = async (): Promise<string[]> => {
  const answer = await fetch(`${shop.elasticsearch.url}/_alias`);
  return Object.entries((await answer.json()) as Record<string, { aliases: object }>).flatMap(([name, { aliases }]) =>
    name.startsWith('products') ? [`${name} as ${Object.keys(aliases)}`] : [],
  );
};

// In this order: each finds what the one before has left.

test('the first index is made and filled', async () => {
  expect(await index.rebuild()).toBe(MANY.length);
  expect(await names()).toEqual(['products-2 as products']);
});

test('while it is made anew all searches are answered, and what is written meanwhile is in it', async () => {
  const latest = new Map<string, Product>();
  let isDone = false;
  let searches = 0;
  const searching = async () => {
    while (!isDone) {
      const { items } = await index.search({ text: 'lamp', merchantId: 'm0001' }, { limit: 20 });
      expect(items).toHaveLength(20);
      searches += 1;
    }
  };
  const writing = async () => {
    for (let turn = 0; !isDone; turn += 1) {
      const before = MANY[(turn * 37) % 200] as Product;
      const { version, priceMinor } = latest.get(before.sku) ?? before;
      const product = { ...before, version: version + 1, priceMinor: priceMinor + 1 };
      latest.set(product.sku, product);
      // As a command does it: first the database, then the index.
      await shop.written([product]);
      await index.tell([{ put: 'product', value: product }], 'committed');
    }
  };
  const rebuilding = async () => {
    try {
      for (let round = 0; round < 3; round += 1) expect(await index.rebuild()).toBe(MANY.length);
    } finally {
      isDone = true;
    }
  };
  await Promise.all([rebuilding(), searching(), searching(), writing()]);
  await index.settle();
  expect(searches).toBeGreaterThan(0);
  expect(latest.size).toBeGreaterThan(0);
  const keys = MANY.map(({ merchantId, sku }) => productKey(merchantId, sku));
  const expected = MANY.map((product) => {
    const { version, priceMinor, currency } = latest.get(product.sku) ?? product;
    return { version, priceMinor, currency };
  });
  expect(await index.copy.shown(keys)).toEqual(expected);
  expect(await names()).toEqual(['products-5 as products']);
});

test('what a rebuild that broke off has left is removed by the next one', async () => {
  const made = await fetch(`${shop.elasticsearch.url}/products-6`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ aliases: { 'products-loading': {} } }),
  });
  expect(made.status).toBe(200);
  expect(await index.rebuild()).toBe(MANY.length);
  expect(await names()).toEqual(['products-6 as products']);
});
