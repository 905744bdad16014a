import type { Opened } from '@outgrow/api/opened';
import { checkRecords } from '@outgrow/domain/invariants';
import type { AnyRecord, Product } from '@outgrow/domain/records';
import { KINDS } from '@outgrow/domain/records';
import { market } from '@outgrow/harness/market';
import { execute } from '@outgrow/postgres-shop/execute';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder, sha256 } from '../../../packages/postgres-shop/test/commands.ts';
import type { ShopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { shopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { open } from '../src/open.ts';

/** More customers and more orders than are written or read at once. */
const MARKET = { seed: 'records', merchants: 3, products: 5, customers: 2_001, orders: 2_100 };

/** What is hard to carry: text of all sorts, the largest amount there is. */
const AWKWARD: Partial<Product> = {
  name: `O'Neill's "große" \\ {Laterne}, 灯 🏮 \t\n$1`,
  description: '',
  priceMinor: Number.MAX_SAFE_INTEGER,
};

let server: ShopOnPostgres;
let opened: Opened;

beforeAll(async () => {
  server = await shopOnPostgres([]);
  opened = await open({ postgres: server.postgres.url, postgresOwner: server.postgres.ownerUrl }, { POOL: '2' });
});
afterAll(async () => {
  await opened?.shop.close();
  await server?.[Symbol.asyncDispose]();
});

// In this order: the shop is empty until a load ends well.

test('a load whose records break off half-way leaves nothing', async () => {
  await expect(opened.shop.load(broken('ledger'))).rejects.toThrow('the records broke off');
  expect(await server.records()).toEqual([]);
  expect(await triggers()).toEqual(ON);
});

test('a load with a record that the schema refuses leaves nothing', async () => {
  await expect(opened.shop.load(bad())).rejects.toMatchObject({ code: '23514', constraint: 'products_check' });
  expect(await server.records()).toEqual([]);
  expect(await triggers()).toEqual(ON);
});

test('a load gives the records back as they were, kind by kind, and the triggers are on', async () => {
  const given = [...awkward()];
  expect(await opened.shop.load(given)).toBe(given.length);
  const kept = await server.records();
  expect(kept.map(({ kind }) => kind)).toEqual(given.map(({ kind }) => kind));
  for (const kind of KINDS) expect(sorted(kept, kind)).toEqual(sorted(given, kind));
  expect(await triggers()).toEqual(ON);
});

test('the records of a loaded market breach no invariant', async () => {
  const { breaches, records } = await checkRecords(opened.shop.records(), { sha256 });
  expect(breaches).toEqual([]);
  expect(records).toBeGreaterThan(10_000);
});

test('a second load is refused and changes nothing', async () => {
  const before = await server.records();
  await expect(opened.shop.load(market({ ...MARKET, seed: 'others' }))).rejects.toThrow('already holds merchants');
  expect(await server.records()).toEqual(before);
  expect(await triggers()).toEqual(ON);
});

test('the records are of one moment, however long they are read', async () => {
  const database = server.database(1);
  const before = await server.records();
  const read: AnyRecord[] = [];
  for await (const record of opened.shop.records()) {
    if (read.length === 0) await execute(database, placeOrder('while the records are read', 'm0001'));
    read.push(record);
  }
  expect(read).toEqual(before);
  expect((await server.records()).length).toBeGreaterThan(before.length);
});

test('a reader who stops early leaves no connection behind', async () => {
  for await (const _first of opened.shop.records()) break;
  const open = () => server.asOwner(`SELECT pid FROM pg_stat_activity WHERE application_name = 'outgrow records'`);
  await expect.poll(open).toEqual([]);
});

test('the loaded shop sells on, and no invariant is breached', async () => {
  expect(await opened.shop.execute(placeOrder('the first of the day', 'm0002'))).toHaveProperty('reply');
  const { breaches } = await checkRecords(opened.shop.records(), { sha256 });
  expect(breaches).toEqual([]);
});

function* awkward(): Generator<AnyRecord> {
  for (const record of market(MARKET)) {
    const isIt = record.kind === 'product' && record.value.merchantId === 'm0003' && record.value.sku === 'p0005';
    yield isIt ? { kind: 'product', value: { ...record.value, ...AWKWARD } } : record;
  }
}

function* broken(at: AnyRecord['kind']): Generator<AnyRecord> {
  for (const record of market(MARKET)) {
    yield record;
    if (record.kind === at) throw new Error('the records broke off');
  }
}

function* bad(): Generator<AnyRecord> {
  for (const record of market(MARKET)) {
    if (record.kind === 'product') yield { kind: 'product', value: { ...record.value, stock: record.value.received + 1 } };
    else yield record;
  }
}

const sorted = (records: readonly AnyRecord[], wanted: AnyRecord['kind']) =>
  records
    .filter(({ kind }) => kind === wanted)
    .map(({ value }) => JSON.stringify(value, namesOf(value)))
    .sort();

/** All names within a value, sorted, for JSON.stringify to write them in that order. */
function namesOf(value: unknown, names = new Set<string>()): string[] {
  if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      names.add(name);
      namesOf(member, names);
    }
  }
  return [...names].sort();
}

const ON = [
  { name: 'audit_extends', enabled: 'O' },
  { name: 'ledger_posts', enabled: 'O' },
];

const triggers = () =>
  server.asOwner('SELECT tgname AS name, tgenabled AS enabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY name');
