import type { Kind } from '@outgrow/domain/records';
import { tables } from '@outgrow/postgres-shop/columns';
import { query } from '@outgrow/services/postgres-query';

/** Keeps a copy of what a running shop holds, beside it in its database, so that what is broken on purpose can be mended. */
export async function keep(adminUrl: string): Promise<void> {
  await query(adminUrl, [CONSTRAINTS, ...KEPT.map((table) => `CREATE TABLE kept.${table} AS TABLE ${table}`)].join(';\n'));
}

/** Puts the kept rows in the place of those that are there, and back the constraints that were dropped. */
export async function mend(adminUrl: string): Promise<void> {
  const rows = KINDS_KEPT.map((kind) => {
    const { table, columns } = tables[kind];
    const names = Object.values(columns).map(([column]) => column);
    return `TRUNCATE ${table}; INSERT INTO ${table} (${names}) SELECT ${names} FROM kept.${table}`;
  });
  const dropped = await query<{ statement: string }>(adminUrl, DROPPED);
  const steps = ['BEGIN', "SET LOCAL lock_timeout = '5s'", 'SET LOCAL session_replication_role = replica', ...rows];
  await query(adminUrl, [...steps, ...dropped.map(({ statement }) => statement), 'COMMIT'].join(';\n'));
}

/** What a command of the shop writes. */
const KINDS_KEPT = ['account', 'product', 'order', 'ledger', 'audit', 'outcome', 'head'] as const satisfies readonly Kind[];
const KEPT = KINDS_KEPT.map((kind) => tables[kind].table);

const CONSTRAINTS = `
  CREATE SCHEMA kept;
  CREATE TABLE kept.constraints AS
    SELECT conrelid AS of_table, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace`;

const DROPPED = `
  SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', of_table::regclass, name, definition) AS statement
  FROM kept.constraints
  WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = of_table AND conname = name)`;
