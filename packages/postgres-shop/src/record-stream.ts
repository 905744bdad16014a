import type { AnyRecord, Kind } from '@outgrow/domain/records';
import { KINDS } from '@outgrow/domain/records';
import pg from 'pg';
import { insertInto, selectList, tables } from './columns.ts';
import { types } from './database.ts';

const BATCH = 2_000;

/** All records as of one moment, kind by kind, read through a cursor so that memory stays small. */
export async function* records(url: string): AsyncGenerator<AnyRecord> {
  await using client = await connected(url);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  for (const kind of KINDS) {
    const { table } = tables[kind];
    const order = kind === 'audit' ? 'ORDER BY audit_records.merchant_id, audit_records.seq' : '';
    await client.query(`DECLARE stream CURSOR FOR SELECT ${selectList(kind)} FROM ${table} ${order}`);
    for (;;) {
      const { rows } = await client.query(`FETCH ${BATCH} FROM stream`);
      for (const value of rows) yield { kind, value } as AnyRecord;
      if (rows.length < BATCH) break;
    }
    await client.query('CLOSE stream');
  }
}

/**
 * Takes records into an empty shop, all or none, as the schema's owner: the triggers that keep balances and heads are held
 * off meanwhile, since both come as records.
 */
export async function load(ownerUrl: string, records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>): Promise<number> {
  await using client = await connected(ownerUrl);
  await client.query('BEGIN');
  if ((await client.query('SELECT FROM merchants LIMIT 1')).rowCount) {
    throw new Error('this shop already holds merchants; start it again to load other records');
  }
  await client.query('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_posts');
  await client.query('ALTER TABLE audit_records DISABLE TRIGGER audit_extends');
  let count = 0;
  for await (const [kind, values] of batches(records)) {
    await client.query({ name: `load ${kind}`, text: insertInto(kind, '$1::json'), values: [JSON.stringify(values)] });
    count += values.length;
  }
  await client.query('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_posts');
  await client.query('ALTER TABLE audit_records ENABLE TRIGGER audit_extends');
  await client.query('COMMIT');
  // Statements prepared on empty tables would keep the plans that suited those.
  await client.query('VACUUM ANALYZE');
  return count;
}

async function* batches(records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>): AsyncGenerator<[Kind, unknown[]]> {
  let kind: Kind | undefined;
  let values: unknown[] = [];
  for await (const record of records) {
    if (kind !== undefined && (record.kind !== kind || values.length === BATCH)) {
      yield [kind, values];
      values = [];
    }
    kind = record.kind;
    values.push(record.value);
  }
  if (kind !== undefined && values.length > 0) yield [kind, values];
}

async function connected(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'outgrow records',
    types,
  });
  client.on('error', () => {});
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
