import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtherSchema, schemaPart } from '@outgrow/api/schema-files';
import type { AnyRecord } from '@outgrow/domain/records';
import { query } from '@outgrow/services/postgres-query';
import type { Client, QueryResultRow } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../src/migrate.ts';
import { forbidden } from './forbidden.ts';
import type { ShopOnPostgres } from './shop-on-postgres.ts';
import { shopOnPostgres, smallMarket } from './shop-on-postgres.ts';

let shop: ShopOnPostgres;
let app: Client;
let kept: AnyRecord[];

beforeAll(async () => {
  shop = await shopOnPostgres(smallMarket('schema', 2));
  app = await shop.session();
  kept = await shop.records();
});
afterAll(() => shop?.[Symbol.asyncDispose]());

describe('the database itself, asked in plain SQL by the role of the app,', () => {
  for (const { what, sql, code, constraint } of forbidden) {
    test(`refuses ${what}, and is left as it was`, async () => {
      const answer = await app.query(sql).catch((error: unknown) => error);
      const before = kept;
      kept = await shop.records();
      expect(answer).toMatchObject({ code, ...(constraint && { constraint }) });
      expect(kept).toEqual(before);
    });
  }

  test('refuses the 51st line of a cart', async () => {
    const lines = (count: number) => `jsonb_object_agg('m0001/p' || line, 1) FROM generate_series(1, ${count}) AS line`;
    await app.query(`INSERT INTO carts SELECT 'c0001', ${lines(50)}`);
    const full = app.query(`UPDATE carts SET lines = (SELECT ${lines(51)})`);
    await expect(full).rejects.toMatchObject({ code: '23514', constraint: 'cart_size' });
    await app.query('DELETE FROM carts');
  });
});

describe('what is written by rights', () => {
  test('moves the balances: they follow their entries', async () => {
    await undone(async () => {
      const before = await rows('SELECT * FROM accounts ORDER BY merchant_id, account');
      await app.query(`INSERT INTO ledger_entries VALUES
        ('m0001', 'available', 900, 'tx', 5, now()), ('m0001', 'fees', 900, 'tx', 7, now()),
        ('m0002', 'clearing', 900, 'tx', -12, now()),
        ('m0001', 'fees', 901, 'tx', 4, now()), ('m0002', 'clearing', 901, 'tx', -4, now())`);
      const moved: Record<string, number[]> = { 'm0001 available': [5], 'm0001 fees': [7, 4], 'm0002 clearing': [-12, -4] };
      const expected = before.map((account) => {
        const amounts = moved[`${account.merchant_id} ${account.account}`] ?? [];
        const balance = amounts.reduce((sum, amount) => sum + amount, Number(account.balance_minor));
        return { ...account, balance_minor: String(balance), version: account.version + amounts.length };
      });
      expect(await rows('SELECT * FROM accounts ORDER BY merchant_id, account')).toEqual(expected);
    });
  });

  test('moves the head: it follows its chain, record by record', async () => {
    await undone(async () => {
      const [before, other] = await rows('SELECT * FROM heads ORDER BY merchant_id');
      await app.query(`INSERT INTO audit_records
        SELECT merchant_id, audit_seq + n, 'c' || n, 'restock', 'x', now(), ARRAY['m0001'], '{}',
          CASE n WHEN 1 THEN audit_hash ELSE 'hash 1' END, 'hash ' || n
        FROM heads, generate_series(1, 2) AS n WHERE merchant_id = 'm0001' ORDER BY n`);
      const seq = before?.audit_seq + 2;
      const after = { merchant_id: 'm0001', audit_seq: seq, audit_hash: 'hash 2', version: seq };
      expect(await rows('SELECT * FROM heads ORDER BY merchant_id')).toEqual([after, other]);
    });
  });
});

describe('migrations', () => {
  test('twice at once end well in both, and once more they change nothing, and over another schema they are refused', async () => {
    const { adminUrl, ownerUrl } = shop.postgres;
    await query(adminUrl, 'CREATE DATABASE another OWNER shop_owner');
    const url = new URL(ownerUrl);
    url.pathname = '/another';
    await Promise.all([migrate(url.href), migrate(url.href)]);
    const applied = await query<{ name: string }>(url.href, 'SELECT * FROM migrations');
    expect(applied.map(({ name }) => name)).toEqual(['001_shop']);
    // The transaction that last changed each entry of the catalogue.
    const catalogue = `SELECT 'table', relname, relacl::text, xmin::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
      UNION ALL SELECT 'function', proname, proacl::text, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT 'trigger', tgname, tgenabled::text, xmin::text FROM pg_trigger ORDER BY 1, 2, 4`;
    const before = await query(url.href, catalogue);
    expect(before.length).toBeGreaterThan(30);
    await migrate(url.href);
    expect(await query(url.href, catalogue)).toEqual(before);
    expect(await query(url.href, 'SELECT * FROM migrations')).toEqual(applied);

    await query(url.href, "UPDATE migrations_made_by SET sha256 = 'of another file'");
    await expect(migrate(url.href)).rejects.toThrow(OtherSchema);
    expect(await query(url.href, 'SELECT * FROM migrations')).toEqual(applied);
  });

  test('remembers what the stores beside it were made by', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'outgrow-schema-'));
    const migrateBeside = (copy: object) =>
      migrate(shop.postgres.ownerUrl, folder.path, [schemaPart('schema of the copy', copy)]);
    for (const _ of ['made', 'found again']) await migrateBeside({ stock: 'long' });
    await expect(migrateBeside({ stock: 'keyword' })).rejects.toThrow('with another schema of the copy');
  });
});

const rows = async (sql: string): Promise<QueryResultRow[]> => (await app.query(sql)).rows;

/** What the work writes is rolled back, so that the next test finds the market as it was loaded. */
async function undone(work: () => Promise<void>): Promise<void> {
  await app.query('BEGIN');
  try {
    await work();
  } finally {
    await app.query('ROLLBACK');
  }
}
