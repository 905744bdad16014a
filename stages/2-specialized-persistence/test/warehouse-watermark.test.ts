import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrated, seeded, type WarehouseOnPostgres, warehouseOnPostgres } from './warehouse-on-postgres.ts';

let shop: WarehouseOnPostgres;
beforeAll(async () => {
  shop = await warehouseOnPostgres();
  await migrated(shop.postgres);
  await seeded(shop.postgres);
});
afterAll(() => shop?.[Symbol.asyncDispose]());

/** How old the youngest product is that the loader has seen all of. */
async function watermarkAgeMs(): Promise<number> {
  await using sampler = await shop.duckdb.openSampler?.();
  return 1_000 * ((await sampler?.sample())?.warehouseWatermarkAgeProductSeconds ?? Number.NaN);
}

// As many as a batch holds, and twice as many: then the last batch is empty.
test.each([5_000, 10_000])(
  'after %i rows of one transaction the watermark stands at them, so that they are not read again',
  async (count) => {
    await shop.warehouse.load();
    const sinceMs = Date.now();
    await shop.asOwner(`INSERT INTO products SELECT merchant_id, 'many' || n, 'Bolt', 'A bolt.', category_id, 100, currency, 0, 1, 1, 1
    FROM merchants, generate_series(1, ${count}) AS n WHERE merchant_id = 'm0001'`);
    await shop.warehouse.load();
    expect(await watermarkAgeMs()).toBeLessThanOrEqual(Date.now() - sinceMs);
    await shop.asOwner(`DELETE FROM products WHERE sku LIKE 'many%'`);
    await shop.warehouse.copy.rebuild();
  },
);
