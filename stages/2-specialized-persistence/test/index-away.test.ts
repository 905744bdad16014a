import { lamp } from '@outgrow/conformance/lamps';
import { productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProductIndex } from '../src/index/product-index.ts';
import type { ShopWithIndex } from './shop-with-index.ts';
import { shopWithIndex } from './shop-with-index.ts';

const COMES_BACK_WITHIN_MS = 20_000;
const LAMP = lamp({ sku: 'p1' });

let shop: ShopWithIndex;
let index: ProductIndex;

beforeAll(async () => {
  shop = await shopWithIndex([LAMP]);
  await shop.index().rebuild();
  // Short, so that what does not answer is soon known not to.
  index = shop.index({ toldWithinMs: 300, foundWithinMs: 300 });
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const search = (by = index) => by.search({ text: 'lamp' }, { limit: 1 });
const telling = (value: Product, by = index) => by.tell([{ put: 'product', value }], 'committed');

const untilItAnswers = (by: ProductIndex) =>
  pollUntil('the index to answer', COMES_BACK_WITHIN_MS, async () => {
    const answered = await Promise.allSettled([search(by), telling(LAMP, by), by.ping()]);
    return answered.every(({ status }) => status === 'fulfilled');
  });

test('killed, a search fails as not applied and what it is told is lost, and it goes on once it is back', async () => {
  await shop.elasticsearch.kill();
  await expect(telling(LAMP)).rejects.toMatchObject({ name: 'StoreError', system: 'index' });
  for (const ask of [search, () => index.ping(), () => index.settle()]) {
    await expect(ask()).rejects.toMatchObject({ name: 'StoreError', system: 'index', outcome: 'not_applied' });
  }
  // One that begins while the index is away.
  const later = shop.index();
  await expect(search(later)).rejects.toHaveProperty('name', 'StoreError');
  await shop.elasticsearch.restart();
  await untilItAnswers(index);
  await untilItAnswers(later);
  expect((await search(later)).items).toEqual([LAMP]);
});

test('while it hangs, a search fails as not applied, and what it is told is unknown', async () => {
  await shop.elasticsearch.pause();
  try {
    await expect(search()).rejects.toMatchObject({ name: 'StoreError', system: 'index', outcome: 'not_applied' });
    await expect(telling(LAMP)).rejects.toMatchObject({ name: 'StoreError', system: 'index', outcome: 'unknown' });
    await expect(telling(LAMP)).rejects.toHaveProperty('name', 'StoreError');
  } finally {
    await shop.elasticsearch.resume();
  }
  await untilItAnswers(index);
});

test('while it hangs no more than so many searches wait for it, and after a failure none for a moment', async () => {
  await shop.elasticsearch.pause();
  try {
    const searches = await Promise.allSettled(Array.from({ length: 100 }, () => search()));
    const reasons = searches.map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'found'));
    expect(reasons.filter((reason) => reason.includes('no answer within'))).toHaveLength(32);
    expect(reasons.filter((reason) => reason.includes('under way already'))).toHaveLength(68);
    await expect(search()).rejects.toThrow('failed a moment ago');
  } finally {
    await shop.elasticsearch.resume();
  }
  await untilItAnswers(index);
});

test('what it could not be told is lost to it, until it is repaired', async () => {
  const lost = { ...LAMP, version: 2, priceMinor: 200 };
  await shop.elasticsearch.kill();
  await shop.written([lost]);
  await expect(telling(lost)).rejects.toHaveProperty('name', 'StoreError');
  await shop.elasticsearch.restart();
  const patient = shop.index();
  await untilItAnswers(patient);
  await patient.settle();
  const key = productKey(LAMP.merchantId, LAMP.sku);
  expect(await patient.copy.shown([key])).toEqual([{ version: 1, priceMinor: LAMP.priceMinor, currency: 'EUR' }]);
  await patient.copy.repair('product', [{ key, record: lost }]);
  expect((await search(patient)).items).toEqual([lost]);
});
