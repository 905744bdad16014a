import { join } from 'node:path';
import { lamp } from '@outgrow/conformance/lamps';
import { orderKey, productKey } from '@outgrow/domain/keys';
import type { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import type { StartedNodeProcess } from '@outgrow/services/node-process';
import { runOnce } from '@outgrow/services/node-process';
import { nodeServer } from '@outgrow/services/node-server';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder } from '../../../packages/postgres-shop/test/commands.ts';
import type { ProductIndex } from '../src/index/product-index.ts';
import { drained } from '../src/sync/outbox/drained.ts';
import { outboxStatement } from '../src/sync/outbox/outbox.ts';
import { Warehouse } from '../src/warehouse/warehouse-client.ts';
import type { ShopWithIndex } from './shop-with-index.ts';
import { shopWithIndex } from './shop-with-index.ts';
import { warehouseOf } from './warehouse-on-postgres.ts';

const COMES_WITHIN_MS = 20_000;
const LAMP = lamp({ sku: 'p0001', stock: 1_000, received: 1_000 });
const folder = join(import.meta.dirname, '..');
const entry = join(folder, 'relay.ts');

let shop: ShopWithIndex;
let app: Database;
let index: ProductIndex;
let warehouse: Warehouse;
let env: Record<string, string>;
let relay: StartedNodeProcess;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  shop = opened.use(await shopWithIndex([LAMP]));
  const { postgres, elasticsearch } = shop;
  // It loads once at its start and not again: what it knows of orders the relay has told it.
  const started = opened.use(await warehouseOf(postgres.postgres).start());
  app = postgres.database();
  index = shop.index();
  warehouse = opened.adopt(new Warehouse(started.url), (one) => one.close());
  env = { POSTGRES_URL: postgres.postgres.urlOf('relay'), INDEX_URL: elasticsearch.url, WAREHOUSE_URL: started.url };
  await index.rebuild();
  relay = opened.use(await nodeServer({ kind: 'relay', entry, cwd: folder, env }).start());
});
afterAll(() => opened.disposeAsync());

/** Places orders, and resolves to their ids. */
async function ordered(name: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const reply = await execute(app, placeOrder(`${name} ${at}`, 'm0001'), { within: outboxStatement });
    ids.push((reply as { reply: { orderId: string } }).reply.orderId);
  }
  return ids;
}

const versionInIndex = async () => {
  await index.settle();
  return (await index.copy.shown([productKey('m0001', 'p0001')]))[0]?.version;
};
const versionRecorded = async () =>
  (await shop.postgres.asOwner<{ version: number }>(`SELECT version FROM products WHERE sku = 'p0001'`))[0]?.version;

const counted = async (name: string): Promise<number> => {
  const text = await (await fetch(`http://${relay.address}/metrics`)).text();
  return Number(new RegExp(`^outgrow_relay_${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

/** It counts just after what can be seen of it. */
const untilCounted = (name: string, count: number) =>
  pollUntil(`${name} to be ${count}`, COMES_WITHIN_MS, async () => (await counted(name)) === count);

async function isPassedOn(orderIds: readonly string[]): Promise<void> {
  await drained(app);
  expect(await versionInIndex()).toBe(await versionRecorded());
  const inWarehouse = await warehouse.copy.shown(orderIds.map(orderKey));
  expect(inWarehouse.map((shown) => shown?.version)).toEqual(orderIds.map(() => 1));
}

test('what is written is passed on to both systems, and counted', async () => {
  await isPassedOn(await ordered('calm', 5));
  await untilCounted('passed_on_total{destination="index"}', 5);
  await untilCounted('passed_on_total{destination="warehouse"}', 10);
  expect(await counted('waiting{destination="index"}')).toBe(0);
  expect(await counted('behind_seconds{destination="index"}')).toBeLessThan(COMES_WITHIN_MS / 1_000);
});

test('with the index killed in the middle nothing is lost, and the warehouse hears of all meanwhile', async () => {
  const before = await ordered('before the kill', 5);
  await shop.elasticsearch.kill();
  const during = await ordered('during the kill', 5);
  const warehouseHeard = async () => {
    const shown = await warehouse.copy.shown([...before, ...during].map(orderKey));
    return shown.every((one) => one !== undefined);
  };
  await pollUntil('the warehouse to hear of the orders', COMES_WITHIN_MS, warehouseHeard, () => relay.logs());
  await pollUntil(
    'a failure to be counted',
    COMES_WITHIN_MS,
    async () => (await counted('failures_total{destination="index"}')) > 0,
  );
  await shop.elasticsearch.restart();
  await isPassedOn([...before, ...during, ...(await ordered('after the kill', 1))]);
});

test('killed in the middle it loses nothing, and goes on when it is started again', async () => {
  const before = await ordered('before', 10);
  await relay.kill();
  const after = await ordered('after', 10);
  await relay.restart();
  await isPassedOn([...before, ...after]);
});

test('told to stop it finishes and ends well', async () => {
  const stopping = await nodeServer({ kind: 'relay', entry, cwd: folder, env }).start();
  await stopping[Symbol.asyncDispose]();
  expect(stopping.ended).toBe('exit code 0');
});

test.each([
  ['INDEX_URL', 'nowhere:9200', 'http://host:port'],
  ['WAREHOUSE_URL', 'http://127.0.0.1:1', 'http://loader:SECRET@host:port'],
  ['RELAY_EVERY_MS', '3600001', 'at most 3600000'],
])('with %s %s it says what it takes', async (name, value, takes) => {
  const told = runOnce({ entry, cwd: folder, env: { ...env, [name]: value } });
  await expect(told).rejects.toThrow(takes);
});

test.each(['POSTGRES_URL', 'INDEX_URL', 'WAREHOUSE_URL'])('without %s it says what is missing', async (name) => {
  const { [name]: _, ...rest } = env;
  await expect(runOnce({ entry, cwd: folder, env: rest })).rejects.toThrow(`${name} is not set`);
});
