import type { CopiedKind, CopyKey, SystemOfRecord } from '@outgrow/domain/copies';
import { shownOf } from '@outgrow/domain/copies';
import type { Records } from '@outgrow/domain/records';
import { idColumn, selectList, tables } from './columns.ts';
import type { Database } from './database.ts';

/** The records as the database holds them, for who compares copies with them. */
export const systemOfRecord = (from: Database): SystemOfRecord => ({
  name: from.system,

  async shown(keys) {
    return (await readAll(from, keys)).map((record) => record && shownOf(record));
  },

  read: (keys) => readAll(from, keys),

  async *keys(kind) {
    let after: [string, string] = ['', ''];
    for (;;) {
      const rows = await from.rows<Omit<CopyKey, 'kind'>>(`keys of ${kind}`, keysOf(kind), [...after, BATCH]);
      if (rows.length === 0) return;
      yield rows.map((row) => ({ kind, ...row }));
      const last = rows.at(-1);
      if (rows.length < BATCH || !last) return;
      after = [last.merchantId, last.id];
    }
  },
});

async function readAll(from: Database, keys: readonly CopyKey[]): Promise<(Records[CopiedKind] | undefined)[]> {
  const [first] = keys;
  if (!first) return [];
  const { kind } = first;
  const rows = await from.rows<{ at: number; record: Records[CopiedKind] }>(`copied ${kind}`, readOf(kind), [
    keys.map(({ merchantId }) => merchantId),
    keys.map(({ id }) => id),
  ]);
  const found: (Records[CopiedKind] | undefined)[] = keys.map(() => undefined);
  for (const { at, record } of rows) found[at - 1] = record;
  return found;
}

function readOf(kind: CopiedKind): string {
  const { table } = tables[kind];
  const id = idColumn[kind];
  return `
    SELECT wanted.at::integer AS at, row_to_json(record) AS record
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(merchant_id, id, at),
      LATERAL (SELECT ${selectList(kind)} FROM ${table}
        WHERE ${table}.merchant_id = wanted.merchant_id ${id === null ? '' : `AND ${table}.${id} = wanted.id`}) AS record`;
}

function keysOf(kind: CopiedKind): string {
  const { table } = tables[kind];
  const id = idColumn[kind];
  // A constant to be sorted by needs a type.
  const idText = id === null ? `''::text` : `${table}.${id}`;
  return `SELECT merchant_id AS "merchantId", ${idText} AS id FROM ${table}
    WHERE (merchant_id, ${idText}) > ($1, $2) ORDER BY merchant_id, ${idText} LIMIT $3`;
}

const BATCH = 500;
