import { lamp } from '@outgrow/conformance/lamps';
import type { Change } from '@outgrow/domain/decide';
import { productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProductIndex } from '../src/index/product-index.ts';
import type { ShopWithIndex } from './shop-with-index.ts';
import { shopWithIndex } from './shop-with-index.ts';

/** More than are read or written at once. */
const MANY = Array.from({ length: 1_203 }, (_, at) => lamp({ sku: `p${String(at).padStart(4, '0')}` }));
const [FIRST, SECOND] = MANY as [Product, Product];

let shop: ShopWithIndex;
let index: ProductIndex;

beforeAll(async () => {
  shop = await shopWithIndex(MANY);
  index = shop.index();
  await index.rebuild();
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const keyOf = ({ merchantId, sku }: Product) => productKey(merchantId, sku);
const shownOf = async (product: Product) => {
  await index.settle();
  return (await index.copy.shown([keyOf(product)]))[0];
};
const telling = (value: Product, outcome: 'committed' | 'unknown' = 'committed', by = index) =>
  by.tell([{ put: 'product', value }], outcome);
const at = (version: number, priceMinor = 2_500) => ({ version, priceMinor, currency: 'EUR' });

describe('what an index is told', () => {
  test('is of products only, and nothing of nothing', async () => {
    const merchant: Change = {
      put: 'merchant',
      value: { merchantId: 'm9', name: '', categoryId: 'garden', currency: 'EUR', version: 1 },
    };
    await index.tell([merchant], 'committed');
    await index.tell([], 'committed');
  });

  test('takes the place of what is older, and not of what is newer', async () => {
    await telling({ ...FIRST, version: 3, priceMinor: 300 });
    await telling({ ...FIRST, version: 2, priceMinor: 200 });
    expect(await shownOf(FIRST)).toEqual(at(3, 300));
  });

  test('is read anew where nobody knows whether it was written', async () => {
    await telling({ ...SECOND, version: 9, priceMinor: 900 }, 'unknown');
    expect(await shownOf(SECOND)).toEqual(at(1));
  });
});

describe('a repair', () => {
  const repaired = async (record: Product) => {
    await index.copy.repair('product', [{ key: keyOf(record), record }]);
    return (await index.copy.shown([keyOf(record)]))[0];
  };

  test.each([
    ['is behind', 1],
    ['is ahead', 9],
    ['shows another price under the same version', 5],
  ])('puts right what %s', async (_what, version) => {
    const product = lamp({ sku: `repaired-${version}`, version, priceMinor: 1 });
    await telling(product);
    expect(await shownOf(product)).toEqual(at(version, 1));
    expect(await repaired({ ...product, version: 5, priceMinor: 500 })).toEqual(at(5, 500));
    // From there it goes on as if nothing had been wrong.
    await telling({ ...product, version: 6, priceMinor: 600 });
    expect(await shownOf(product)).toEqual(at(6, 600));
  });

  test('puts no older record over one that was written meanwhile', async () => {
    const third = MANY[2] as Product;
    const written = { ...third, version: 3, priceMinor: 300 };
    await shop.written([written]);
    await telling(written);
    expect(await repaired({ ...third, version: 2, priceMinor: 200 })).toEqual(at(3, 300));
    await shop.written([third]);
  });

  test('puts in what is missing and takes out what is too many', async () => {
    const product = lamp({ sku: 'missing', version: 4 });
    expect(await repaired(product)).toEqual(at(4));
    await index.copy.repair('product', [{ key: keyOf(product), record: undefined }]);
    expect(await index.copy.shown([keyOf(product)])).toEqual([undefined]);
    await index.copy.repair('product', [{ key: keyOf(product), record: undefined }]);
  });
});

test('rebuilt, it holds what the system of record holds, and nothing else', async () => {
  expect(await index.rebuild()).toBe(MANY.length);
  const keys = await allOf(index.copy.keys('product'));
  expect(keys).toEqual(MANY.map(keyOf));
  expect(await index.copy.shown(keys)).toEqual(MANY.map(() => at(1)));
  expect(await allOf(index.copy.keys('order'))).toEqual([]);
});

async function allOf<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const some of batches) all.push(...some);
  return all;
}
