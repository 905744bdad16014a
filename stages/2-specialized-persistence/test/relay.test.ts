import { join } from 'node:path';
import { lamp, marketOf } from '@outgrow/conformance/lamps';
import { StoreError } from '@outgrow/domain/store-error';
import type { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { placeOrder } from '../../../packages/postgres-shop/test/commands.ts';
import type { ShopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { shopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { drained } from '../src/sync/outbox/drained.ts';
import type { DestinationName } from '../src/sync/outbox/outbox.ts';
import { outboxStatement } from '../src/sync/outbox/outbox.ts';
import type { Destination } from '../src/sync/outbox/relay.ts';
import { Relay } from '../src/sync/outbox/relay.ts';
import { passOn } from '../src/sync/outbox/relay-loop.ts';
import { RelayMetrics } from '../src/sync/outbox/relay-metrics.ts';

const LAMP = lamp({ sku: 'p0001', stock: 1_000, received: 1_000 });

let shop: ShopOnPostgres;
let app: Database;
let relayed: Database;

beforeAll(async () => {
  const schema = join(import.meta.dirname, '../schema');
  shop = await shopOnPostgres(marketOf([LAMP]), { roles: ['relay', 'loader'], schema });
  app = shop.database();
  relayed = shop.database(4, shop.postgres.urlOf('relay'));
});
afterEach(async () => {
  await shop.asOwner('DELETE FROM outbox');
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const ordered = (name: string) => execute(app, placeOrder(name, 'm0001'), { within: outboxStatement });

const waiting = async () => {
  const rows = await shop.asOwner<{ destination: string; kind: string; record: { version: number } }>(
    'SELECT destination, kind, record FROM outbox ORDER BY id',
  );
  return rows.map(({ destination, kind, record }) => `${kind} ${record.version} to ${destination}`);
};

/** What a destination heard, as `kind version`, and what it does about it. */
function destination(name: DestinationName, answer: () => Promise<void> = async () => {}) {
  const heard: string[][] = [];
  const self: Destination = {
    name,
    async send(records) {
      heard.push(records.map(({ kind, record }) => `${kind} ${record.version}`));
      await answer();
    },
  };
  return { self, heard };
}

describe('the outbox', () => {
  test('holds for each system what an order has changed, written with it', async () => {
    await ordered('first');
    const told = await waiting();
    expect(told).toHaveLength(3);
    expect(told.toSorted()).toEqual(['order 1 to warehouse', 'product 2 to index', 'product 2 to warehouse']);
  });

  test('holds nothing of a refused order, nor of one that is sent again', async () => {
    await ordered('once');
    const told = await waiting();
    await ordered('once');
    await execute(
      app,
      { ...placeOrder('none', 'm0001'), lines: [{ sku: 'p0001', quantity: 5_000 }] },
      { within: outboxStatement },
    );
    expect(await waiting()).toEqual(told);
    expect(outboxStatement([])).toEqual([]);
  });
});

describe('the relay', () => {
  test('passes each change on once, to the system it is for, and is done then', async () => {
    const [index, warehouse] = [destination('index'), destination('warehouse')];
    await ordered('each');
    const { version } = (await newest()) ?? {};
    expect(await new Relay(relayed, index.self).runOnce()).toBe(1);
    expect(await new Relay(relayed, warehouse.self).runOnce()).toBe(2);
    expect(await new Relay(relayed, index.self).runOnce()).toBe(0);
    expect(index.heard).toEqual([[`product ${version}`]]);
    expect(warehouse.heard.map((batch) => batch.toSorted())).toEqual([['order 1', `product ${version}`]]);
    expect(await waiting()).toEqual([]);
  });

  test('of a record that changed more than once passes on the newest version', async () => {
    const index = destination('index');
    for (const name of ['a', 'b', 'c']) await ordered(name);
    expect(await new Relay(relayed, index.self).runOnce()).toBe(3);
    expect(index.heard).toEqual([[`product ${(await newest())?.version}`]]);
  });

  test('keeps what was not acknowledged, whatever becomes of the other system', async () => {
    const down = async () => {
      throw new StoreError('index', 'unknown', 'no answer');
    };
    const [index, warehouse] = [destination('index', down), destination('warehouse')];
    await ordered('kept');
    const relay = new Relay(relayed, index.self);
    for (let turn = 0; turn < 2; turn += 1) await expect(relay.runOnce()).rejects.toHaveProperty('message', 'index: no answer');
    expect(await new Relay(relayed, warehouse.self).runOnce()).toBe(2);
    expect(index.heard).toHaveLength(2);
    expect(await waiting()).toHaveLength(1);
    expect(relayed.connections.open).toBe(1);
  });

  test('that dies between the acknowledgement and the commit sends again, and the end is the same', async () => {
    const dies = async () => {
      await shop.signal('terminate', await backend());
    };
    const dying = destination('index', dies);
    await ordered('again');
    await expect(new Relay(relayed, dying.self).runOnce()).rejects.toHaveProperty('name', 'StoreError');
    const next = destination('index');
    expect(await new Relay(relayed, next.self).runOnce()).toBe(1);
    expect(next.heard).toEqual(dying.heard);
    expect((await waiting()).filter((one) => one.endsWith('index'))).toEqual([]);
  });

  test('of which two run passes nothing on twice', async () => {
    const isAcknowledged = Promise.withResolvers<void>();
    const isSent = Promise.withResolvers<void>();
    const slow = destination('index', async () => {
      isSent.resolve();
      await isAcknowledged.promise;
    });
    const other = destination('index');
    await ordered('two');
    const first = new Relay(relayed, slow.self).runOnce();
    await isSent.promise;
    expect(await new Relay(relayed, other.self).runOnce()).toBeUndefined();
    isAcknowledged.resolve();
    expect(await first).toBe(1);
    expect(other.heard).toEqual([]);
  });

  test('that began before there was an outbox goes on as soon as there is one', async () => {
    await ordered('before it was there');
    const { self, heard } = destination('index');
    // One connection: the same that the failure was on.
    const relay = new Relay(shop.database(1, shop.postgres.urlOf('relay')), self);
    await shop.asOwner('ALTER TABLE outbox RENAME TO elsewhere');
    await expect(relay.runOnce()).rejects.toThrow('relation "outbox" does not exist');
    await shop.asOwner('ALTER TABLE elsewhere RENAME TO outbox');
    expect([await relay.runOnce(), heard.flat().length]).toEqual([1, 1]);
  });

  test('has been heard of by who waits until the outbox is drained', async () => {
    const [index, warehouse] = [destination('index'), destination('warehouse')];
    await drained(app);
    await ordered('drained');
    const isDrained = drained(app).then(() => 'drained');
    await new Relay(relayed, index.self).runOnce();
    expect(await Promise.race([isDrained, waiting()])).toHaveLength(2);
    await new Relay(relayed, warehouse.self).runOnce();
    expect(await isDrained).toBe('drained');
  });
});

describe('how far behind it is', () => {
  const behind = async (metrics: RelayMetrics) => {
    const seconds = /^outgrow_relay_behind_seconds\{destination="index"\} (\S+)$/m.exec(await metrics.text())?.[1];
    return seconds === undefined ? undefined : Number(seconds);
  };

  test('is told anew by every turn that finds all that waits, and not at all while it is the turn of another', async () => {
    const metrics = new RelayMetrics(relayed);
    const startMs = performance.now();
    const since = async () => performance.now() - ((await behind(metrics)) ?? Number.NaN) * 1_000;
    const stop = new AbortController();
    let turns = 0;
    // Something waits at every turn.
    const busy = destination('index', async () => {
      turns += 1;
      await ordered(`at turn ${turns}`);
      if (turns === 3) stop.abort();
    });
    await ordered('first turn');
    const before = await since();
    await passOn(new Relay(relayed, busy.self), 10, metrics, stop.signal);
    expect([turns, (await waiting()).filter((one) => one.endsWith('index')).length]).toEqual([3, 1]);
    expect(before).toBeLessThanOrEqual(startMs + 1);
    expect(await since()).toBeGreaterThan(before);
    metrics.standsBy('index');
    expect(await behind(metrics)).toBeUndefined();
  });
});

const newest = async () => (await shop.asOwner<{ version: number }>(`SELECT version FROM products WHERE sku = 'p0001'`))[0];

/** The process id of the relay's session in which a transaction is open. */
async function backend(): Promise<number> {
  const session = `SELECT pid FROM pg_locks WHERE locktype = 'advisory'`;
  const [found] = await shop.asOwner<{ pid: number }>(session);
  if (!found) throw new Error('no relay holds the lock of its destination');
  return found.pid;
}
