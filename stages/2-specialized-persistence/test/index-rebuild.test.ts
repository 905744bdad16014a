import { lamp } from '@outgrow/conformance/lamps';
import { productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProductIndex } from '../src/index/product-index.ts';
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
  expect(await names()).toEqual(['products-1 as products']);
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
  expect(await names()).toEqual(['products-4 as products']);
});

const ask = async (method: string, path: string, body?: object) => {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${shop.elasticsearch.url}/${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
  expect(answer.status).toBe(200);
};
const dropped = async () => {
  for (const name of await names()) await ask('DELETE', name.split(' ')[0] as string);
};
const MISSING = { name: 'StoreError', outcome: 'not_applied', message: expect.stringContaining('"rebuild 2 index"') };
const [FIRST] = MANY as [Product];
const keyOf = ({ merchantId, sku }: Product) => productKey(merchantId, sku);

test('what rebuilds that broke off have left, before the swap or after it, is removed by the next one', async () => {
  await ask('PUT', 'products-5', { aliases: { 'products-loading': {} } });
  await ask('PUT', 'products-6');
  expect(await index.rebuild()).toBe(MANY.length);
  expect(await names()).toEqual(['products-7 as products']);
});

test('one whose documents cannot be read says so, and not that they are not there, and who settles waits for them', async () => {
  await dropped();
  const nowhere = { 'index.routing.allocation.require._name': 'nobody' };
  await ask('PUT', 'products-1?wait_for_active_shards=0', { aliases: { products: {} }, settings: nowhere });
  await expect(index.copy.shown([keyOf(FIRST)])).rejects.toMatchObject({ name: 'StoreError', outcome: 'not_applied' });
  const settled = index.settle();
  await ask('PUT', 'products-1/_settings', { 'index.routing.allocation.require._name': null });
  await settled;
  expect(await index.copy.shown([keyOf(FIRST)])).toEqual([undefined]);
});

test('one that is lost is told, and no empty one takes its place, until it is made anew', async () => {
  await dropped();
  const asks = [
    (by: ProductIndex) => by.search({ text: 'lamp' }, { limit: 1 }),
    (by: ProductIndex) => by.ping(),
    (by: ProductIndex) => by.tell([{ put: 'product', value: FIRST }], 'committed'),
    (by: ProductIndex) => by.copy.shown([keyOf(FIRST)]),
  ];
  for (const asked of asks) await expect(asked(index)).rejects.toMatchObject(MISSING);
  expect(await names()).toEqual([]);
  expect(await index.rebuild()).toBe(MANY.length);
  await Promise.all(asks.map((asked) => asked(shop.index())));
});

test('where there is no product two instances that ask at once make one, and it takes what it is told', async () => {
  await dropped();
  await shop.postgres.asOwner('DELETE FROM products');
  const instances = [shop.index(), shop.index()] as const;
  // Whoever finds the one that the other has just made may find its shard not started yet.
  await Promise.all(
    instances.map((one) =>
      pollUntil('the index to answer', 20_000, () =>
        one.ping().then(
          () => true,
          () => false,
        ),
      ),
    ),
  );
  expect(await names()).toEqual(['products-1 as products']);
  await instances[0].tell([{ put: 'product', value: FIRST }], 'committed');
  await instances[1].settle();
  expect((await instances[1].search({ text: 'lamp' }, { limit: 10 })).items).toEqual([FIRST]);
});
