import { existsSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { orderKey } from '@outgrow/domain/keys';
import { nodeProcess } from '@outgrow/services/node-process';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../src/warehouse/warehouse-client.ts';
import {
  migrated,
  seeded,
  WAREHOUSE_ENTRY,
  type WarehouseOnPostgres,
  warehouseOf,
  warehouseOnPostgres,
} from './warehouse-on-postgres.ts';

const COMES_WITHIN_MS = 15_000;
const NOT_APPLIED = { name: 'StoreError', system: 'warehouse', outcome: 'not_applied' };

let shop: WarehouseOnPostgres;
let warehouse: Warehouse;
let count: number;

beforeAll(async () => {
  shop = await warehouseOnPostgres();
  warehouse = shop.warehouse;
  await migrated(shop.postgres);
  const { products, orders } = await seeded(shop.postgres);
  count = products.length + orders.length;
  await warehouse.load();
});
afterAll(() => shop?.[Symbol.asyncDispose]());

test('killed, it goes on at its address from where it was', async () => {
  const before = await warehouse.merchantCohorts();
  await shop.duckdb.kill();
  await expect(warehouse.merchantCohorts()).rejects.toMatchObject(NOT_APPLIED);
  await shop.postgres.pause(); // So that nothing it shows was loaded again.
  await shop.duckdb.restart();
  expect(await warehouse.merchantCohorts()).toEqual(before);
  await shop.postgres.resume();
  await warehouse.load();
  const { warehouseLoadedRowsTotal } = await sampled();
  expect(warehouseLoadedRowsTotal).toBe(0);
  await shop.asOwner(`UPDATE orders SET version = version + 1 WHERE order_id IN (SELECT order_id FROM orders LIMIT 3)`);
  await warehouse.load();
  expect((await sampled()).warehouseLoadedRowsTotal).toBe(3);
});

test('a file that is lost is made anew at the next start', async () => {
  await shop.duckdb.kill();
  await rm(shop.duckdb.file);
  await shop.duckdb.restart();
  await warehouse.load();
  expect(await rowsOf()).toBe(count);
});

test('with a file that is none it stays up and says so, and a rebuild mends it', async () => {
  const before = await warehouse.merchantCohorts();
  await shop.duckdb.kill();
  await writeFile(shop.duckdb.file, 'no database at all'.repeat(1_000));
  await shop.duckdb.restart();
  await expect(warehouse.ping()).rejects.toThrow(/503.*cannot be opened.*\/rebuild/);
  await expect(warehouse.merchantCohorts()).rejects.toMatchObject(NOT_APPLIED);
  await expect(warehouse.load()).rejects.toMatchObject(NOT_APPLIED);
  expect(await warehouse.rebuild()).toBe(count);
  await warehouse.ping();
  expect(await warehouse.merchantCohorts()).toEqual(before);
});

test('a file that proves broken when it is read is told by its readiness, and a rebuild mends it', async () => {
  await shop.duckdb.restart(); // In good order: all of the log is in the file.
  await shop.duckdb.kill();
  const at = await placeOfOrders(shop.duckdb.file);
  const file = await open(shop.duckdb.file, 'r+');
  await file.write(Buffer.alloc(64, 7), 0, 64, at + 64);
  await file.close();
  await shop.duckdb.restart();
  await warehouse.ping();
  await expect(warehouse.merchantCohorts()).rejects.toMatchObject(NOT_APPLIED);
  await expect(warehouse.ping()).rejects.toThrow(/503.*is broken.*\/rebuild/);
  expect(await warehouse.rebuild()).toBe(count);
  await warehouse.ping();
});

test('while Postgres is away reads go on, a load fails and says so, and after it all comes', async () => {
  await shop.postgres.kill();
  await expect(warehouse.load()).rejects.toMatchObject(NOT_APPLIED);
  await warehouse.ping();
  expect((await warehouse.merchantCohorts()).length).toBeGreaterThan(0);
  expect(await sampled()).toMatchObject({ warehouseLastLoadOk: 0, warehouseFailedLoadsTotal: expect.any(Number) });
  await shop.postgres.restart();
  await warehouse.load();
  expect((await sampled()).warehouseLastLoadOk).toBe(1);
});

test('paused, it is given up in bounded time, and answers again', async () => {
  await shop.duckdb.pause();
  const asked = await Promise.allSettled(Array.from({ length: 40 }, () => warehouse.merchantCohorts()));
  const reasons = asked.map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'told'));
  expect(reasons.filter((reason) => reason.includes('no answer within'))).toHaveLength(32);
  expect(reasons.filter((reason) => reason.includes('under way already'))).toHaveLength(8);
  await expect(warehouse.merchantCohorts()).rejects.toThrow('failed a moment ago');
  await expect(warehouse.copy.repair('order', [{ key: orderKey('m0001.x'), record: undefined }])).rejects.toMatchObject({
    outcome: 'unknown',
  });
  await shop.duckdb.resume();
  await pollUntil('sales to be told', COMES_WITHIN_MS, () =>
    warehouse.merchantCohorts().then(
      () => true,
      () => false,
    ),
  );
});

test('a second process on the same file ends with one line that says what to do', async () => {
  const env = { POSTGRES_URL: shop.postgres.urlOf('loader'), WAREHOUSE_FILE: shop.duckdb.file, WAREHOUSE_SECRET: 'x'.repeat(16) };
  const second = nodeProcess({ kind: 'second', entry: WAREHOUSE_ENTRY, env, readyUrl: 'http://127.0.0.1:9/' });
  await expect(second.start()).rejects.toThrow(/exit code 1.*\n.*is held by another process \(pid \d+\): stop that one/);
});

test('loads by itself, ends in good order and leaves nothing', async () => {
  const own = await warehouseOf(shop.postgres, { WAREHOUSE_EVERY_MS: '50' }).start();
  try {
    await using sampler = await own.openSampler?.();
    const rows = async () => (await sampler?.sample())?.warehouseRowsOrders;
    const held = async () => (await shop.asOwner<{ count: number }>('SELECT count(*)::integer AS count FROM orders'))[0]?.count;
    await pollUntil('the orders to be loaded', COMES_WITHIN_MS, async () => (await rows()) === (await held()));
    await shop.asOwner(`INSERT INTO orders SELECT merchant_id, order_id || 'x', customer_id, lines, currency, total_minor, tax_minor,
      placed_at, basket_id, status, version FROM orders LIMIT 1`);
    await pollUntil('another order to be loaded', COMES_WITHIN_MS, async () => (await rows()) === (await held()));
    expect(own).toMatchObject({ kind: 'duckdb', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  } finally {
    await own[Symbol.asyncDispose]();
  }
  expect(await own.pids()).toEqual([]);
  expect(existsSync(dirname(own.file))).toBe(false);
});

async function sampled(): Promise<Readonly<Record<string, number>>> {
  await using sampler = await shop.duckdb.openSampler?.();
  return (await sampler?.sample()) ?? {};
}

async function rowsOf(): Promise<number> {
  const { warehouseRowsProducts = 0, warehouseRowsOrders = 0 } = await sampled();
  return warehouseRowsProducts + warehouseRowsOrders;
}

/** Where in the file the block lies that the orders are in: behind three headers, and the blocks before it. */
async function placeOfOrders(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path);
  try {
    const connection = await instance.connect();
    const [block] = (await connection.runAndReadAll(BLOCK_OF_ORDERS)).getRowObjectsJS();
    if (!block) throw new Error('no order is in the file');
    return 3 * 4_096 + Number(block.id) * Number(block.bytes);
  } finally {
    instance.closeSync();
  }
}

const BLOCK_OF_ORDERS = `
  SELECT block_id AS id, (SELECT block_size FROM pragma_database_size()) AS bytes FROM pragma_storage_info('orders')
  WHERE column_name = 'merchant_id' AND segment_type <> 'VALIDITY' AND persistent AND block_id >= 0`;
