import type { Command } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import { checkRecords } from '@outgrow/domain/invariants';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { carts } from '../src/carts.ts';
import type { Database } from '../src/database.ts';
import { execute } from '../src/execute.ts';
import { cancelOrder, placeOrder, sha256 } from './commands.ts';
import type { Relay } from './relay.ts';
import { relay } from './relay.ts';
import type { ShopOnPostgres } from './shop-on-postgres.ts';
import { shopOnPostgres, smallMarket } from './shop-on-postgres.ts';

let shop: ShopOnPostgres;
let relayed: Relay;
let database: Database;
let changed: Change[];

beforeAll(async () => {
  shop = await shopOnPostgres(smallMarket('commit', 1));
  relayed = await relay(shop.postgres.url);
  // One connection, so that each command runs on what the one before left of it.
  database = shop.database(1, relayed.url);
});
beforeEach(() => {
  changed = [];
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
  await relayed?.[Symbol.asyncDispose]();
});

test('a write that is no command is unknown too, once it has been sent', async () => {
  relayed.cut = 'INSERT answered';
  const line = { merchantId: 'm0001', sku: 'p0001', quantity: 2 };
  const lost = carts(database).setLine('c0001', line);
  await expect(lost).rejects.toMatchObject({ name: 'StoreError', system: 'postgres', outcome: 'unknown' });
  expect(await carts(database).get('c0001')).toEqual([line]);
});

describe('a command whose connection is lost', () => {
  test('before COMMIT was sent is not applied, and its repeat takes effect', async () => {
    const command = placeOrder('cut while it waits for the head', 'm0001');
    const holder = await shop.session();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM heads FOR UPDATE');
    const failed = failure(command);
    await cut('terminate');
    expect(await failed).toMatchObject({ name: 'StoreError', system: 'postgres', outcome: 'not_applied' });
    await holder.query('ROLLBACK');
    expect(changed).toEqual([]);
    expect(await effects(command)).toBe(0);
    expect(await run(command)).toHaveProperty('reply');
    expect(await effects(command)).toBe(1);
  });

  test('after COMMIT took effect is unknown, and its repeat hears the reply of what took effect', async () => {
    const command = placeOrder('cut before the answer to COMMIT', 'm0001');
    relayed.cut = 'COMMIT answered';
    expect(await failure(command)).toMatchObject({ name: 'StoreError', system: 'postgres', outcome: 'unknown' });
    expect(changed.map(kind)).toContain('product');
    expect(await effects(command)).toBe(1);
    expect(await run(command)).toMatchObject({ reply: { orderId: `m0001.${command.commandId}`, status: 'placed' } });
    expect(await effects(command)).toBe(1);
  });

  test('after COMMIT was sent is unknown though it never arrived, and its repeat takes effect once', async () => {
    const command = placeOrder('cut before COMMIT arrived', 'm0001');
    relayed.cut = 'COMMIT sent';
    expect(await failure(command)).toMatchObject({ name: 'StoreError', system: 'postgres', outcome: 'unknown' });
    expect(changed.map(kind)).toContain('product');
    expect(await effects(command)).toBe(0);
    expect(await run(command)).toHaveProperty('reply');
    expect(await run(command)).toHaveProperty('reply');
    expect(await effects(command)).toBe(1);
  });

  test('while the changes wait for a lock, COMMIT sent behind them, leaves nothing and can be repeated', async () => {
    const command = placeOrder('cut while the changes wait', 'm0001');
    const holder = await shop.session();
    await holder.query('BEGIN');
    await holder.query(`INSERT INTO outcomes VALUES ('m0001', '${command.commandId}', '', '{}')`);
    const failed = failure(command);
    await cut('terminate');
    expect(await failed).toHaveProperty('name', 'StoreError');
    await holder.query('ROLLBACK');
    expect(await effects(command)).toBe(0);
    expect(await run(command)).toHaveProperty('reply');
    expect(await effects(command)).toBe(1);
  });
});

test('whoever keeps copies hears at a repeat of the records as they are: what they read after an unknown commit may be older', async () => {
  const order = placeOrder('repeated, and told of', 'm0001');
  for (const command of [order, cancelOrder('cancelled, and told of', `m0001.${order.commandId}`)]) {
    changed = [];
    const reply = await run(command);
    const written = changed.filter((change) => ['product', 'account'].includes(kind(change)));
    expect(written.map(kind)).toContain('product');
    changed = [];
    expect(await run(command)).toEqual(reply);
    expect(changed).toEqual(expect.arrayContaining(written));
    expect(changed.map(kind)).not.toContain('outcome');
  }
});

test('a command that the rules break down at is no failure of the database', async () => {
  const command = { ...placeOrder('of no lines', 'm0001'), lines: undefined } as unknown as Command;
  expect(await failure(command)).toMatchObject({ name: 'RulesFailed' });
});

test('a command at a server that hangs is given up within the time of one statement, and can be repeated', async () => {
  const command = placeOrder('asked of a server that hangs', 'm0001');
  await run(placeOrder('warm-up', 'm0001'));
  await shop.postgres.pause();
  const start = performance.now();
  try {
    expect(await failure(command)).toMatchObject({ name: 'StoreError', outcome: 'not_applied' });
  } finally {
    await shop.postgres.resume();
  }
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(await effects(command)).toBe(0);
  expect(await run(command)).toHaveProperty('reply');
});

describe('a command that the server ends with its own word', () => {
  test('while it waits for the head is not applied, and the connection is fine, with statements it has not prepared', async () => {
    const fresh = shop.database(1);
    const holder = await shop.session();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM heads FOR UPDATE');
    const command = placeOrder('cancelled while it waits', 'm0001');
    const failed = failure(command, fresh);
    const pid = await cut('cancel');
    expect(await failed).toMatchObject({ name: 'StoreError', outcome: 'not_applied' });
    await holder.query('ROLLBACK');
    expect(await run(command, fresh)).toHaveProperty('reply');
    expect(await backend(fresh)).toBe(pid);
  });

  test('because a change is refused writes nothing, is called a bug, and leaves the connection fine', async () => {
    const pid = await backend(database);
    const command = placeOrder('refused by the server', 'm0001');
    await shop.asOwner('REVOKE INSERT ON outcomes FROM shop_app');
    const error = await failure(command);
    await shop.asOwner('GRANT INSERT ON outcomes TO shop_app');
    expect(error).toMatchObject({ name: 'error', code: '42501', message: 'permission denied for table outcomes' });
    expect(await effects(command)).toBe(0);
    expect(await run(command)).toHaveProperty('reply');
    expect(await effects(command)).toBe(1);
    expect(await backend(database)).toBe(pid);
  });

  test.each([
    ['40001', 'a serialization failure'],
    ['40P01', 'a deadlock'],
  ])('with %s, %s, is tried once more and no oftener', async (state, name) => {
    await shop.asOwner(failing(state));
    await shop.asOwner('CREATE TRIGGER planted BEFORE INSERT ON outcomes EXECUTE FUNCTION fail_some()');

    await shop.asOwner('CREATE SEQUENCE planted');
    const lucky = placeOrder(`${name}, once`, 'm0001');
    expect(await run(lucky)).toHaveProperty('reply');
    expect(await effects(lucky)).toBe(1);

    // Of four failures two are left for another command, and none beyond.
    await shop.asOwner(`SELECT setval('planted', 1, false)`);
    await shop.asOwner(failing(state, 2));
    const unlucky = placeOrder(`${name}, twice`, 'm0001');
    expect(await failure(unlucky)).toMatchObject({ name: 'StoreError', outcome: 'not_applied' });
    expect(await effects(unlucky)).toBe(0);
    expect(await run(unlucky)).toHaveProperty('reply');
    expect(await effects(unlucky)).toBe(1);

    await shop.asOwner('DROP TRIGGER planted ON outcomes');
    await shop.asOwner('DROP SEQUENCE planted');
  });
});

test('after all of this no invariant is breached', async () => {
  const { breaches } = await checkRecords(await shop.records(), { sha256 });
  expect(breaches).toEqual([]);
});

const run = (command: Command, at = database) => execute(at, command, { changed: (changes) => void changed.push(...changes) });

/** What the command throws. */
const failure = (command: Command, at = database) =>
  run(command, at).then(
    (reply) => expect.fail(`the command was answered ${JSON.stringify(reply)}`),
    (error: unknown) => error,
  );

/** Ends, as soon as it waits for a lock, what the one session does that has to. */
async function cut(how: 'cancel' | 'terminate'): Promise<number> {
  const [waiting] = await shop.waiting(1);
  const pid = waiting?.pid ?? 0;
  await shop.signal(how, pid);
  return pid;
}

const kind = (change: Change) => ('put' in change ? change.put : change.append);

const backend = async (of: Database) => (await of.row<{ pid: number }>('pid', 'SELECT pg_backend_pid() AS pid', []))?.pid;

/** How often the command took effect: its orders, where its outcomes and audit records are as many. */
async function effects({ commandId }: Command): Promise<number> {
  const [found] = await shop.asOwner<{ orders: number; outcomes: number; audits: number }>(`SELECT
    (SELECT count(*)::integer FROM orders WHERE order_id = 'm0001.${commandId}') AS orders,
    (SELECT count(*)::integer FROM outcomes WHERE command_id = '${commandId}') AS outcomes,
    (SELECT count(*)::integer FROM audit_records WHERE command_id = '${commandId}') AS audits`);
  expect(found).toEqual({ orders: found?.orders, outcomes: found?.orders, audits: found?.orders });
  return found?.orders ?? Number.NaN;
}

/** A trigger that fails the first times. A sequence counts them, since it does not roll back. */
const failing = (state: string, times = 1) => `
  CREATE OR REPLACE FUNCTION fail_some() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF nextval('planted') <= ${times} THEN RAISE EXCEPTION 'planted' USING ERRCODE = '${state}'; END IF;
    RETURN NULL;
  END $$`;
