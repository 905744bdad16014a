import * as plainly from '@outgrow/conformance/plain-sales';
import type { CopyKey } from '@outgrow/domain/copies';
import { orderKey, productKey } from '@outgrow/domain/keys';
import type { Order, Product } from '@outgrow/domain/records';
import { withClient } from '@outgrow/services/postgres-query';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Warehouse } from '../src/warehouse/warehouse-client.ts';
import { migrated, seeded, type WarehouseOnPostgres, warehouseOnPostgres } from './warehouse-on-postgres.ts';

const EVER = ['2000-01-01', '2099-12-31'] as const;
const MERCHANT = 'm0001';

let shop: WarehouseOnPostgres;
let warehouse: Warehouse;
let seed: { products: Product[]; orders: Order[] };

beforeAll(async () => {
  shop = await warehouseOnPostgres();
  warehouse = shop.warehouse;
});
afterAll(() => shop?.[Symbol.asyncDispose]());

test('loads nothing before the schema is there, and all once it is', async () => {
  await warehouse.load();
  await warehouse.ping();
  expect(await warehouse.salesByDay(MERCHANT, ...EVER)).toEqual([]);
  await migrated(shop.postgres);
  seed = await seeded(shop.postgres);
  await warehouse.load();
  expect(await keysOf('product')).toEqual(keys(seed.products.map(({ merchantId, sku }) => productKey(merchantId, sku))));
  expect(await keysOf('order')).toEqual(keys(seed.orders.map(({ orderId }) => orderKey(orderId))));
});

describe('of the same orders', () => {
  test('sales by day are what the orders say', async () => {
    expect(await warehouse.salesByDay(MERCHANT, ...EVER)).toEqual(plainly.salesByDay(seed.orders, MERCHANT));
    const [, second] = plainly.salesByDay(seed.orders, MERCHANT);
    if (!second) throw new Error('this market has one day of sales only');
    expect(await warehouse.salesByDay(MERCHANT, second.day, second.day)).toEqual([second]);
    expect(await warehouse.salesByDay('nobody', ...EVER)).toEqual([]);
  });

  test('top products are what the orders say, at most as many as asked for', async () => {
    const top = plainly.topProducts(seed.orders, MERCHANT);
    expect(await warehouse.topProducts(MERCHANT, ...EVER, 100)).toEqual(top);
    expect(await warehouse.topProducts(MERCHANT, ...EVER, 2)).toEqual(top.slice(0, 2));
  });

  test('cohorts are what the orders say', async () => {
    const placed = async (id: string, merchantId: string, at: string, status: string) => {
      await shop.asOwner(`INSERT INTO orders SELECT '${merchantId}', '${merchantId}.${id}', 'c0001',
        '[{"sku":"p0001","quantity":3,"priceMinor":7,"taxMinor":1}]', 'EUR', 21, 1, '${at}', NULL, '${status}', 1`);
      const lines = [{ sku: 'p0001', quantity: 3, priceMinor: 7, taxMinor: 1 }];
      const money = { lines, currency: 'EUR', totalMinor: 21, taxMinor: 1, basketId: null };
      return {
        merchantId,
        orderId: `${merchantId}.${id}`,
        customerId: 'c0001',
        ...money,
        placedAt: at,
        status,
        version: 1,
      } as Order;
    };
    seed.orders.push(
      await placed('late', 'm0002', '2031-01-31T23:59:59.999Z', 'placed'),
      await placed('first', 'm0002', '2011-12-31T23:59:59.999Z', 'shipped'),
      await placed('not', 'm0003', '2011-11-01T00:00:00.000Z', 'cancelled'),
      await placed('same', 'm0004', '2011-12-01T00:00:00.000Z', 'placed'),
    );
    await warehouse.load();
    const cohorts = await warehouse.merchantCohorts();
    expect(cohorts).toEqual(plainly.merchantCohorts(seed.orders));
    expect(cohorts[0]).toEqual({ cohort: '2011-12', month: '2011-12', merchants: 2, orders: 2 });
    expect(await warehouse.salesByDay('m0002', '2011-12-31', '2011-12-31')).toMatchObject([
      { day: '2011-12-31', orders: 1, units: 3 },
    ]);
  });
});

test('a cancelled order is left out and a changed price shown as soon as they are loaded, and not before', async () => {
  const order = seed.orders.find(({ merchantId, status }) => merchantId === MERCHANT && status === 'placed') as Order;
  await shop.asOwner(`UPDATE orders SET status = 'cancelled', version = version + 1 WHERE order_id = '${order.orderId}'`);
  await shop.asOwner(
    `UPDATE products SET price_minor = 123456, version = version + 1 WHERE merchant_id = '${MERCHANT}' AND sku = 'p0001'`,
  );
  const key = productKey(MERCHANT, 'p0001');
  const product = seed.products.find(({ merchantId, sku }) => merchantId === MERCHANT && sku === 'p0001') as Product;
  const before = { version: product.version, priceMinor: product.priceMinor, currency: product.currency };
  expect(await warehouse.copy.shown([key])).toEqual([before]);
  expect(await warehouse.salesByDay(MERCHANT, ...EVER)).toEqual(plainly.salesByDay(seed.orders, MERCHANT));

  await warehouse.load();
  seed.orders[seed.orders.indexOf(order)] = { ...order, status: 'cancelled', version: order.version + 1 };
  expect(await warehouse.copy.shown([key])).toEqual([{ ...before, version: product.version + 1, priceMinor: 123456 }]);
  expect(await warehouse.copy.shown([orderKey(order.orderId)])).toEqual([{ version: order.version + 1 }]);
  expect(await warehouse.salesByDay(MERCHANT, ...EVER)).toEqual(plainly.salesByDay(seed.orders, MERCHANT));
});

test('many rows of one transaction come in batches, all of them', async () => {
  await shop.asOwner(`INSERT INTO products SELECT '${MERCHANT}', 'many' || n, 'Bolt', 'A bolt.', category_id, 100, currency, 0, 1, 1, 1
    FROM merchants, generate_series(1, 12000) AS n WHERE merchant_id = '${MERCHANT}'`);
  await warehouse.load();
  expect(await keysOf('product')).toHaveLength(seed.products.length + 12_000);
  await shop.asOwner(`DELETE FROM products WHERE sku LIKE 'many%'`);
  expect(await warehouse.copy.rebuild()).toBe(seed.products.length + seed.orders.length);
});

test('a row whose transaction began first and commits behind the watermark is missed until all is rebuilt', async () => {
  const keys = [productKey('m0002', 'p0001'), productKey('m0002', 'p0002')];
  const [first, second] = await warehouse.copy.shown(keys);
  const reprice = (sku: string) =>
    `UPDATE products SET price_minor = 77, version = version + 1 WHERE merchant_id = 'm0002' AND sku = '${sku}'`;
  await withClient(shop.postgres.ownerUrl, async (early) => {
    await early.query('BEGIN');
    await early.query(reprice('p0001'));
    await shop.asOwner(reprice('p0002'));
    await warehouse.load();
    await early.query('COMMIT');
  });
  await warehouse.load();
  expect(await warehouse.copy.shown(keys)).toEqual([first, { ...second, version: (second?.version ?? 0) + 1, priceMinor: 77 }]);

  await warehouse.copy.rebuild();
  expect(await warehouse.copy.shown(keys)).toMatchObject([{ priceMinor: 77 }, { priceMinor: 77 }]);
});

describe('as a copy', () => {
  const key = productKey('m0003', 'p0001');
  const product = () => seed.products.find(({ merchantId, sku }) => merchantId === 'm0003' && sku === 'p0001') as Product;

  test('takes what it is told where that is newer, the newest of several', async () => {
    const record = (version: number) => ({ kind: 'product', record: { ...product(), version, priceMinor: version } }) as const;
    await warehouse.upsert([record(41), record(43), record(42)]);
    await warehouse.upsert([record(40)]);
    expect(await warehouse.copy.shown([key])).toMatchObject([{ version: 43, priceMinor: 43 }]);
  });

  test('shows exactly what it is repaired to, also what is older or not there', async () => {
    const gone = productKey('m0003', 'p0002');
    const { orderId } = seed.orders[0] as Order;
    await warehouse.copy.repair('product', [
      { key, record: product() },
      { key: gone, record: undefined },
    ]);
    await warehouse.copy.repair('order', [{ key: orderKey(orderId), record: { ...(seed.orders[0] as Order), version: 1 } }]);
    expect(await warehouse.copy.shown([gone, key, productKey('m0003', 'never')])).toEqual([
      undefined,
      { version: product().version, priceMinor: product().priceMinor, currency: product().currency },
      undefined,
    ]);
    expect(await warehouse.copy.shown([orderKey(orderId)])).toEqual([{ version: 1 }]);
  });
});

describe('over HTTP', () => {
  const ask = (path: string, init: RequestInit & { secret?: string } = {}) => {
    const { origin, password } = new URL(shop.duckdb.url);
    return fetch(origin + path, { ...init, headers: { Authorization: `Bearer ${init.secret ?? password}` } });
  };

  test('nothing is told without the secret, but whether it is there and its metrics', async () => {
    for (const path of ['/merchant-cohorts', '/keys?kind=order&limit=1', '/nothing']) {
      expect((await ask(path, { secret: 'guess' })).status).toBe(401);
    }
    expect((await ask('/rebuild', { method: 'POST', secret: '' })).status).toBe(401);
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await ask(path, { secret: '' })).status).toBe(200);
    const stranger = new Warehouse(shop.duckdb.url.replace(/:[^:@]+@/, ':guess@'));
    await expect(stranger.merchantCohorts()).rejects.toMatchObject({ name: 'StoreError', outcome: 'not_applied' });
  });

  test.each([
    ['/sales-by-day?merchantId=m0001&from=2025-02-30&to=2025-03-01', undefined],
    ['/sales-by-day?from=2025-02-01&to=2025-03-01', undefined],
    ['/top-products?merchantId=m0001&from=2025-02-01&to=2025-03-01&limit=0', undefined],
    ['/keys?kind=merchant&limit=1', undefined],
    ['/shown', '{"kind":"order","keys":[{"merchantId":1,"id":"x"}]}'],
    ['/shown', '{"kind":"order","keys":'],
    ['/upsert', '{"records":[{"kind":"product","record":{"merchantId":"m0001","sku":"p0001"}}]}'],
    ['/repair', '{"kind":"product","right":[{"merchantId":"m0001","id":"p0001"}]}'],
  ])('%s %s is refused', async (path, body) => {
    const answer = await ask(path, body === undefined ? {} : { method: 'POST', body });
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([400, ['error']]);
  });
});

const keys = (some: readonly CopyKey[]) => some.map(({ merchantId, id }) => `${merchantId}/${id}`).sort();

async function keysOf(kind: 'product' | 'order'): Promise<string[]> {
  const all: CopyKey[] = [];
  for await (const some of warehouse.copy.keys(kind)) all.push(...some);
  return keys(all);
}
