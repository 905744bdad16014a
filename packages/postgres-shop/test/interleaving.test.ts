import { checkRecords } from '@outgrow/domain/invariants';
import type { AnyRecord, Kind } from '@outgrow/domain/records';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/database.ts';
import { execute, LOCK_HEADS } from '../src/execute.ts';
import { reads } from '../src/reads.ts';
import { addProduct, placeBasket, placeOrder, registerMerchant, sha256, transferFunds } from './commands.ts';
import { openTransaction } from './open-transaction.ts';
import type { ShopOnPostgres } from './shop-on-postgres.ts';
import { shopOnPostgres, smallMarket } from './shop-on-postgres.ts';

let shop: ShopOnPostgres;
let database: Database;

beforeAll(async () => {
  shop = await shopOnPostgres(smallMarket('interleaving', 9));
  database = shop.database();
});
afterAll(() => shop?.[Symbol.asyncDispose]());

describe('of two buyers of the last unit', () => {
  test('the second waits at the head, reads what the first committed, and is refused', async () => {
    await run(addProduct('m0001', 'last', 1));
    const first = await shop.session();
    expect(await openTransaction(first, placeOrder('first buyer', 'm0001', 'last'))).toMatchObject({
      reply: { status: 'placed' },
    });
    const second = run(placeOrder('second buyer', 'm0001', 'last'));
    expect(await shop.waiting(1)).toMatchObject([{ query: LOCK_HEADS }]);
    await first.query('COMMIT');
    expect(await second).toMatchObject({ rejected: 'out_of_stock', detail: { left: 0 } });
    expect(await ordersOf('m0001', 'last')).toHaveLength(1);
  });

  test('the second buys it where the first rolls back', async () => {
    await run(addProduct('m0002', 'last', 1));
    const first = await shop.session();
    await openTransaction(first, placeOrder('buyer who gives up', 'm0002', 'last'));
    const second = run(placeOrder('patient buyer', 'm0002', 'last'));
    await shop.waiting(1);
    await first.query('ROLLBACK');
    expect(await second).toMatchObject({ reply: { status: 'placed' } });
    expect(await ordersOf('m0002', 'last')).toHaveLength(1);
  });

  test('a buyer at another merchant waits for neither', async () => {
    const first = await shop.session();
    await openTransaction(first, placeOrder('buyer in no hurry', 'm0001'));
    expect(await run(placeOrder('buyer elsewhere', 'm0002'))).toMatchObject({ reply: { status: 'placed' } });
    await first.query('ROLLBACK');
  });
});

describe('a reader of an account sees balance and entries of one moment while a transfer commits', () => {
  test.each(['accounts', 'ledger_entries'])('even where it is held up at its %s', async (table) => {
    await run(placeOrder(`funds, ${table}`, 'm0003'));
    // A reader by this name waits in the middle of its statement, at each row of the table, until the gate is open.
    const slow = new URL(shop.postgres.url);
    slow.searchParams.set('application_name', 'slow reader');
    const { account } = reads(shop.database(1, slow.href));
    await shop.asOwner(GATE);
    await shop.asOwner(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await shop.asOwner(`CREATE POLICY gate ON ${table} USING (gate()) WITH CHECK (true)`);
    const gatekeeper = await shop.session();
    await gatekeeper.query('SELECT pg_advisory_lock(1)');

    const before = await reads(database).account('m0003', 'available', ALL);
    const read = account('m0003', 'available', ALL);
    await shop.waiting(1);
    expect(await run(transferFunds(`while a reader waits, ${table}`, 'm0003', 'm0004'))).toHaveProperty('reply');
    await gatekeeper.query('SELECT pg_advisory_unlock(1)');
    expect(await read).toEqual(before);

    const after = await account('m0003', 'available', ALL);
    expect(after?.entries.items).toHaveLength((before?.entries.items.length ?? 0) + 1);
    expect(after?.account.balanceMinor).toBe(sum(after?.entries.items));
    await shop.asOwner(`DROP POLICY gate ON ${table}`);
    await shop.asOwner(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  });
});

describe('two baskets in opposite order of merchants', () => {
  test('both wait at the lowest merchant and hold no other meanwhile, so neither waits for the other', async () => {
    const holder = await shop.session();
    await openTransaction(holder, placeOrder('holder of the lowest', 'm0005'));
    const baskets = [
      run(placeBasket('there', ['m0005', 'm0006', 'm0007'])),
      run(placeBasket('back', ['m0007', 'm0006', 'm0005'])),
    ];
    await shop.waiting(2);
    const passer = await shop.session();
    await passer.query('BEGIN');
    await passer.query(`SELECT FROM heads WHERE merchant_id IN ('m0006', 'm0007') FOR UPDATE NOWAIT`);
    await passer.query('ROLLBACK');
    await holder.query('COMMIT');
    for (const basket of await Promise.all(baskets)) expect(basket).toHaveProperty('reply.orders.length', 3);
  });

  test('take effect once each where many come at once', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `crowd ${at}`);
    const [there, back] = [
      ['m0006', 'm0007'],
      ['m0007', 'm0006'],
    ] as const;
    const placed = await Promise.all(names.map((name, at) => run(placeBasket(name, at % 2 ? there : back))));
    for (const basket of placed) expect(basket).toHaveProperty('reply.orders.length', 2);
  });
});

describe('two registrations with one command id', () => {
  test('make one merchant and hear the same reply, the second after waiting for the first', async () => {
    const command = registerMerchant('registered twice');
    const session = await shop.session();
    const first = await openTransaction(session, command);
    const second = run(command);
    await shop.waiting(1);
    await session.query('COMMIT');
    expect(await second).toEqual(first);
    expect(await effects(command.commandId)).toEqual({ outcome: 1, audit: 1 });
    expect(await run(command)).toEqual(first);
  });

  test('make one merchant where the first rolls back', async () => {
    const command = registerMerchant('registered at the second try');
    const session = await shop.session();
    await openTransaction(session, command);
    const second = run(command);
    await shop.waiting(1);
    await session.query('ROLLBACK');
    expect(await second).toHaveProperty('reply.merchantId');
    expect(await effects(command.commandId)).toEqual({ outcome: 1, audit: 1 });
  });
});

test('after all of this no invariant is breached', async () => {
  const { breaches } = await checkRecords(await shop.records(), { sha256 });
  expect(breaches).toEqual([]);
});

const run = (command: Parameters<typeof execute>[1]) => execute(database, command);

const ALL = { limit: 1000 };

const GATE = `CREATE OR REPLACE FUNCTION gate() RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('application_name') = 'slow reader' THEN PERFORM pg_advisory_xact_lock_shared(1); END IF;
    RETURN true;
  END $$`;

const sum = (entries: readonly { amountMinor: number }[] = []): number =>
  entries.reduce((total, { amountMinor }) => total + amountMinor, 0);

async function ordersOf(merchantId: string, sku: string) {
  const all = await of('order');
  return all.filter((order) => order.merchantId === merchantId && order.lines.some((line) => line.sku === sku));
}

async function effects(commandId: string): Promise<{ outcome: number; audit: number }> {
  const [outcomes, audits] = [await of('outcome'), await of('audit')];
  const own = (record: { commandId: string }) => record.commandId === commandId;
  return { outcome: outcomes.filter(own).length, audit: audits.filter(own).length };
}

async function of<K extends Kind>(kind: K): Promise<Extract<AnyRecord, { kind: K }>['value'][]> {
  const all = await shop.records();
  return all.flatMap((record) => (record.kind === kind ? [record.value as never] : []));
}
