import type { Opened } from '@outgrow/api/opened';
import type { AnyRecord } from '@outgrow/domain/records';
import { check } from '@outgrow/harness/check';
import { market } from '@outgrow/harness/market';
import { foundIn, reconcile } from '@outgrow/harness/reconcile';
import { type Running, startStage } from '@outgrow/harness/running';
import { IgniteClient } from '@outgrow/ignite-client/client';
import { records } from '@outgrow/postgres-shop/record-stream';
import { query } from '@outgrow/services/postgres-query';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../src/open.ts';
import stage from '../stage.ts';
import { placeBasket, placeOrder } from './commands.ts';

interface Platform extends AsyncDisposable {
  running: Running;
  shop: Opened['shop'];
}

/** One node in front of a Postgres, without an app. */
async function platform(storeWrites: 'through' | 'behind'): Promise<Platform> {
  await using stack = new AsyncDisposableStack();
  const node1 = { durability: 'memory', majorityOf: '1', storeWrites };
  const topology = { instances: 0, servers: ['postgres'], leaveOut: ['node2', 'node3'], settings: {}, serverSettings: { node1 } };
  const running = stack.use(await startStage(stage, topology));
  const { shop } = await open(running.urls, { ANSWER_WITHIN_MS: '8000' });
  stack.defer(() => shop.close());
  await shop.load(market({ seed: 'in front', merchants: 2, products: 5, customers: 2, orders: 20 }));
  const owned = stack.move();
  return { running, shop, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const inDatabase = (of: Platform) => records(of.running.urls.postgres ?? '');
const sql = <Row extends object>(of: Platform, text: string) => query<Row>(of.running.urls.postgresOwner ?? '', text);
const breaches = async (of: Platform) => (await check({ ...of.shop, records: () => inDatabase(of) })).breaches;
const differences = async (of: Platform) => (await reconcile(of.shop, { repair: false })).map(foundIn);

async function all(from: AsyncIterable<AnyRecord>): Promise<string[]> {
  const lines: string[] = [];
  for await (const { kind, value } of from) lines.push(`${kind} ${JSON.stringify(value, Object.keys(value).sort())}`);
  return lines.sort();
}

describe('written through', () => {
  let there: Platform;
  beforeAll(async () => {
    there = await platform('through');
  }, 240_000);
  afterAll(() => there?.[Symbol.asyncDispose]());

  test('the platform is filled with all that the database holds', async () => {
    expect(await all(there.shop.records())).toEqual(await all(inDatabase(there)));
  });

  test('what is acknowledged is in the database at once, and breaks none of its rules', async () => {
    expect(await there.shop.execute(placeOrder('one'))).toHaveProperty('reply');
    expect(await there.shop.execute(placeBasket('two', ['m0001', 'm0002']))).toHaveProperty('reply');
    expect(await all(inDatabase(there))).toEqual(await all(there.shop.records()));
    expect(await breaches(there)).toEqual([]);
  });

  test('what the database refuses does not happen on the platform either', async () => {
    const before = await all(there.shop.records());
    await sql(there, `UPDATE heads SET audit_seq = audit_seq + 1, version = version + 1 WHERE merchant_id = 'm0002'`);
    await expect(there.shop.execute(placeOrder('refused', 'm0002'))).rejects.toMatchObject({ name: 'StoreError' });
    expect(await all(there.shop.records())).toEqual(before);
    await sql(there, `UPDATE heads SET audit_seq = audit_seq - 1, version = version - 1 WHERE merchant_id = 'm0002'`);
    expect(await there.shop.execute(placeOrder('taken', 'm0002'))).toHaveProperty('reply');
  });

  test('a price that is changed behind its back is not shown, and a sale takes the change back', async () => {
    const [product] = await sql<{ price_minor: string }>(there, `SELECT price_minor FROM products WHERE sku = 'p0001' LIMIT 1`);
    for (const { run } of stage.changes?.['prices behind its back']?.steps ?? []) await run(there.running);
    expect(await differences(there)).toEqual([10]);
    await there.shop.execute(placeOrder('after the change'));
    expect(await differences(there)).toEqual([9]);
    expect(await sql(there, `SELECT price_minor FROM products WHERE merchant_id = 'm0001' AND sku = 'p0001'`)).toEqual([product]);
  });

  test('reconciling shows what the database holds', async () => {
    const [repaired] = await reconcile(there.shop, { repair: true });
    expect(repaired).toMatchObject({ repaired: 9, left: [] });
    expect(await differences(there)).toEqual([0]);
  });

  test('what the database does not hold goes', async () => {
    await sql(there, `DELETE FROM products WHERE merchant_id = 'm0001' AND sku = 'p0005'`);
    expect(await differences(there)).toEqual([1]);
    const [repaired] = await reconcile(there.shop, { repair: true });
    expect(repaired).toMatchObject({ found: { surplus: 1 }, repaired: 1, left: [] });
    expect(await there.shop.product('m0001', 'p0005')).toBeUndefined();
  });

  test('a merchant whose audit trail is another in the database takes no command until all of it is put right', async () => {
    await sql(there, `UPDATE heads SET audit_seq = audit_seq + 1, version = version + 1 WHERE merchant_id = 'm0002'`);
    await expect(there.shop.execute(placeOrder('stuck', 'm0002'))).rejects.toMatchObject({ name: 'StoreError' });
    const key = { kind: 'product', merchantId: 'm0002', id: 'p0001' } as const;
    await there.shop.copies.cluster?.repair('product', [{ key, record: undefined }]);
    expect(await there.shop.execute(placeOrder('free', 'm0002'))).toHaveProperty('reply');
    expect(await all(inDatabase(there))).toEqual(await all(there.shop.records()));
  });

  test('it is made anew with commands in between, none of which is undone', async () => {
    const orders = Array.from({ length: 20 }, (_, at) => there.shop.execute(placeOrder(`meanwhile ${at}`)));
    await Promise.all([there.shop.copies.cluster?.rebuild(), ...orders]);
    expect(await all(there.shop.records())).toEqual(await all(inDatabase(there)));
  });

  test('what is not held is read from the database by its key, and no query finds it', async () => {
    const client = new IgniteClient({ endpoints: [there.running.urls.cluster ?? ''] });
    try {
      const held = await there.shop.product('m0001', 'p0002');
      await client.execute('outgrow.store.Evict', 'PRODUCTS', { idempotent: true });
      expect(await client.query('SELECT SKU FROM PRODUCTS', [])).toMatchObject({ rows: [] });
      expect(await there.shop.product('m0001', 'p0002')).toEqual(held);
      expect(await client.query('SELECT SKU FROM PRODUCTS', [])).toMatchObject({ rows: [['p0002']] });
    } finally {
      await client.close();
    }
  });
});

describe('written behind', () => {
  let there: Platform;
  beforeAll(async () => {
    there = await platform('behind');
  }, 240_000);
  afterAll(() => there?.[Symbol.asyncDispose]());

  test('once it has settled the database holds what was acknowledged', async () => {
    expect(await there.shop.execute(placeOrder('one'))).toHaveProperty('reply');
    expect(await there.shop.execute(placeBasket('two', ['m0001', 'm0002']))).toHaveProperty('reply');
    await there.shop.settle();
    expect(await all(inDatabase(there))).toEqual(await all(there.shop.records()));
    expect(await breaches(there)).toEqual([]);
  });

  test('putting a merchant right waits for what has yet to follow, and undoes nothing', async () => {
    expect(await there.shop.execute(placeOrder('three'))).toHaveProperty('reply');
    const before = await all(there.shop.records());
    const key = { kind: 'product', merchantId: 'm0001', id: 'p0001' } as const;
    await there.shop.copies.cluster?.repair('product', [{ key, record: undefined }]);
    expect(await all(there.shop.records())).toEqual(before);
    expect(await all(inDatabase(there))).toEqual(before);
  });

  test('a node that is stopped in good order has first written what was to follow', async () => {
    expect(await there.shop.execute(placeOrder('four'))).toHaveProperty('reply');
    const before = await all(there.shop.records());
    await there.running.servers.node1?.[Symbol.asyncDispose]();
    expect(await all(inDatabase(there))).toEqual(before);
  });
});
