import type { Copies } from '@outgrow/domain/copies';
import { orderKey, productKey } from '@outgrow/domain/keys';
import type { Order, Product } from '@outgrow/domain/records';
import { foundIn, reconcile } from '@outgrow/harness/reconcile';
import { type Running, startStage } from '@outgrow/harness/running';
import { seed, withShop } from '@outgrow/harness/seed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import stage from '../stage.ts';

const MARKET = { seed: 'reconcile', merchants: 2, products: 4, customers: 5, orders: 30 } as const;
let running: Running;

beforeAll(async () => {
  running = await startStage(stage);
  await seed(stage, running.urls, MARKET);
}, 120_000);
afterAll(() => running?.[Symbol.asyncDispose](), 60_000);

describe('what is planted in a copy', () => {
  test('is found, laid to the system that is wrong, and put right', async () => {
    await withShop(stage, running.urls, async (shop) => {
      const { systemOfRecord, copies } = shop;
      const names = Object.keys(copies);
      expect(await wrong(shop)).toEqual(Object.fromEntries(names.map((name) => [name, 0])));

      const [keys = []] = await collected(systemOfRecord.keys('product'));
      const [behind, gone, wrongPrice] = (await systemOfRecord.read(keys)) as Product[];
      if (!behind || !gone || !wrongPrice) throw new Error('the market has too few products');
      const asKey = ({ merchantId, sku }: Product) => productKey(merchantId, sku);
      for (const system of ['index', 'warehouse']) {
        await copies[system]?.repair('product', [
          { key: asKey(behind), record: { ...behind, version: behind.version + 7 } },
          { key: asKey(gone), record: undefined },
          { key: asKey(wrongPrice), record: { ...wrongPrice, priceMinor: 1 } },
          { key: productKey('m0001', 'nobody'), record: { ...gone, merchantId: 'm0001', sku: 'nobody' } },
        ]);
      }
      const [orders = []] = await collected(systemOfRecord.keys('order'));
      const [order] = (await systemOfRecord.read(orders)) as Order[];
      if (!order) throw new Error('the market has no order');
      await copies.warehouse?.repair('order', [{ key: orderKey(order.orderId), record: undefined }]);
      await shop.product(behind.merchantId, behind.sku);
      await shop.settle();

      const [, index, warehouse] = await reconcile(shop, { repair: false });
      expect(index?.found).toEqual({ missing: 1, behind: 0, ahead: 1, wrong: 1, surplus: 1 });
      expect(warehouse?.found).toEqual({ missing: 2, behind: 0, ahead: 1, wrong: 1, surplus: 1 });
      const mended = await reconcile(shop, { repair: true });
      expect(mended.map(({ repaired }) => repaired)).toEqual([0, 4, 5]);
      expect(await wrong(shop)).toEqual(Object.fromEntries(names.map((name) => [name, 0])));
    });
  });

  test('in the grid is found too, and forgotten', async () => {
    await withShop(stage, running.urls, async (shop) => {
      const { merchantId, sku } = { merchantId: 'm0001', sku: 'p0001' };
      const stored = await shop.product(merchantId, sku);
      // Somebody writes the database behind the back of everybody.
      const { default: pg } = await import('pg');
      const owner = new pg.Client({ connectionString: running.urls.postgresOwner });
      await owner.connect();
      await owner.query('UPDATE products SET price_minor = 4242, version = version + 1 WHERE merchant_id = $1 AND sku = $2', [
        merchantId,
        sku,
      ]);
      await owner.end();
      expect(await shop.product(merchantId, sku)).toEqual(stored);
      const [grid] = await reconcile(shop, { repair: true, systems: ['grid'] });
      expect(grid).toMatchObject({ found: { behind: 1 }, repaired: 1 });
      expect(await shop.product(merchantId, sku)).toMatchObject({ priceMinor: 4242 });
    });
  });
});

const wrong = async (shop: Copies): Promise<Record<string, number>> =>
  Object.fromEntries((await reconcile(shop, { repair: false })).map((result) => [result.system, foundIn(result)]));

async function collected<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}
