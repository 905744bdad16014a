import { join } from 'node:path';
import type { Opened } from '@outgrow/api/opened';
import type { StartedPostgresReplica } from '@outgrow/services/postgres-replica';
import { postgresReplica } from '@outgrow/services/postgres-replica';
import { Cookie } from 'express-session';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { addProduct, placeOrder, registerMerchant, sent } from '../../../packages/postgres-shop/test/commands.ts';
import type { ShopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { shopOnPostgres, smallMarket } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { open } from '../src/open.ts';

const CATCHES_UP_WITHIN_MS = 10_000;
const PAGE = { limit: 100 };
const SCHEMA = join(import.meta.dirname, '../schema');

let primary: ShopOnPostgres;
let replica: StartedPostgresReplica;
let opened: Opened;

beforeAll(async () => {
  primary = await shopOnPostgres(smallMarket('replica', 2), { schema: SCHEMA });
  replica = await postgresReplica({ of: primary.postgres }).start();
  opened = await open({ postgres: primary.postgres.url, replica: replica.url }, { POOL: '2' });
});
afterEach(async () => {
  await replica.resumeReplay();
  await replica.caughtUp(CATCHES_UP_WITHIN_MS);
});
afterAll(async () => {
  await opened?.shop.close();
  await replica?.[Symbol.asyncDispose]();
  await primary?.[Symbol.asyncDispose]();
});

describe('while the replica shows nothing new', () => {
  test('reads do not see what was written, and see all of it once the replica has caught up', async () => {
    const { shop } = opened;
    const [today] = new Date().toISOString().split('T') as [string];
    const seen = async () => ({
      orders: (await shop.ordersOf('c0001', PAGE)).items.length,
      entries: (await shop.account('m0001', 'available', PAGE))?.entries.items.length,
      audits: (await shop.audit('m0001', PAGE)).items.length,
      found: (await shop.search({ text: 'brass bell' }, PAGE)).items.length,
      sold: (await shop.salesByDay('m0001', today, today)).length,
      top: (await shop.topProducts('m0001', today, today, 5)).length,
    });
    await replica.pauseReplay();
    const before = await seen();
    const order = await done(placeOrder('unseen', 'm0001'));
    await done(addProduct('m0001', 'bell', 3));
    const merchant = await done(registerMerchant('unseen'));

    expect(await shop.order(order.orderId)).toBeUndefined();
    expect(await shop.merchant(merchant.merchantId)).toBeUndefined();
    expect(await shop.product('m0001', 'bell')).toBeUndefined();
    expect(await seen()).toEqual(before);

    await replica.resumeReplay();
    await replica.caughtUp(CATCHES_UP_WITHIN_MS);
    expect(await shop.order(order.orderId)).toMatchObject({ status: 'placed' });
    expect(await shop.merchant(merchant.merchantId)).toHaveProperty('name', 'Heron Works');
    expect(await shop.product('m0001', 'bell')).toHaveProperty('stock', 3);
    expect(await seen()).toEqual({
      orders: before.orders + 1,
      entries: (before.entries ?? 0) + 1,
      audits: before.audits + 2,
      found: before.found + 1,
      sold: 1,
      top: 1,
    });
  });

  test('a command is decided on what the primary holds', async () => {
    await replica.pauseReplay();
    const { orderId } = await done(placeOrder('shipped unseen', 'm0001'));
    const ship = { type: 'ship-order', ...sent('ship unseen'), orderId, expectedVersion: 1 } as const;
    expect(await opened.shop.execute(ship)).toHaveProperty('reply.status', 'shipped');
  });

  test('who signs in is looked up at the primary', async () => {
    await replica.pauseReplay();
    await primary.asOwner(`INSERT INTO customers VALUES ('c9999', 'Kaia Ember', 'c9999@shoppers.example', 'hash')`);
    expect(await opened.shop.customer('c9999')).toHaveProperty('secretHash', 'hash');
  });

  test('a staff key opens as soon as it is issued, and no longer once it is revoked', async () => {
    await replica.pauseReplay();
    const { staffKeys } = opened;
    const at = '2025-06-01T12:00:00.000Z';
    const key = { keyId: 'k1', merchantId: 'm0001', secretHash: 'hash of k1', createdAt: at, revokedAt: null };
    await staffKeys.add(key);
    expect(await staffKeys.find('hash of k1')).toEqual(key);
    expect(await staffKeys.list('m0001')).toContainEqual(key);
    expect(await staffKeys.revoke('m0001', 'k1', at)).toBe(true);
    expect(await staffKeys.find('hash of k1')).toBeUndefined();
  });

  test('a cart holds what was just put into it', async () => {
    await replica.pauseReplay();
    const line = { merchantId: 'm0001', sku: 'p0001', quantity: 2 };
    await opened.carts.setLine('c0001', line);
    expect(await opened.carts.get('c0001')).toEqual([line]);
  });
});

test('a session is there as soon as it begins and gone as soon as it ends, and the driver has nothing to warn of', async () => {
  await replica.pauseReplay();
  const warned = vi.spyOn(console, 'error');
  const { sessions } = opened;
  const session = { cookie: new Cookie(), customerId: 'c0001' };
  await new Promise<void>((resolve, reject) => sessions.set('s1', session, (error) => (error ? reject(error) : resolve())));
  expect(await sessionOf('s1')).toHaveProperty('customerId', 'c0001');
  await new Promise<void>((resolve, reject) => sessions.destroy('s1', (error) => (error ? reject(error) : resolve())));
  expect(await sessionOf('s1')).toBeFalsy();
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test('while the replica is gone reads fail in its name, commands and sign-in go on, and after it reads do too', async () => {
  const { shop } = opened;
  await replica.kill();
  const gone = { name: 'StoreError', system: 'replica' };
  await expect(shop.merchant('m0001')).rejects.toMatchObject(gone);
  await expect(shop.systems.replica?.()).rejects.toMatchObject(gone);
  await shop.systems.postgres?.();
  const { orderId } = await done(placeOrder('without a replica', 'm0001'));
  expect(await shop.customer('c0001')).toHaveProperty('customerId', 'c0001');
  await replica.restart();
  await replica.caughtUp(CATCHES_UP_WITHIN_MS);
  expect(await shop.order(orderId)).toHaveProperty('status', 'placed');
});

const sessionOf = (sid: string) =>
  new Promise((resolve, reject) => opened.sessions.get(sid, (error, session) => (error ? reject(error) : resolve(session))));

async function done(command: Parameters<Opened['shop']['execute']>[0]) {
  const result = await opened.shop.execute(command);
  expect(result).toHaveProperty('reply');
  return (result as { reply: { orderId: string; merchantId: string } }).reply;
}
