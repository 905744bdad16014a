import type { GatheredKind, Key, Seen } from '@outgrow/domain/keys';
import { keyText } from '@outgrow/domain/keys';
import { idColumn, selectList, tables } from './columns.ts';
import type { Result, Statement } from './round-trip.ts';
import { statementsOf, textArray } from './round-trip.ts';

/** The statement that reads the records under the keys, and so as of one moment. */
export function gathering(keys: readonly Key[]): Statement {
  const byKind = Map.groupBy(keys, ({ kind }) => kind);
  const kinds = [...byKind.keys()].sort();
  const values = kinds.flatMap((kind) => {
    const wanted = byKind.get(kind) as Key[];
    return [textArray(wanted.map((key) => key.merchantId)), textArray(wanted.map((key) => key.id))];
  });
  return gatheringKinds(kinds, values);
}

/** What it found. */
export function gathered(keys: readonly Key[], { rows }: Result): Seen {
  // A dictionary: the engine would otherwise learn a new shape of object for every new key.
  const seen: Record<string, Seen[string]> = Object.create(null);
  for (const key of keys) seen[keyText(key)] = null;
  for (const [kind, merchantId, id, record] of rows) {
    if (record) seen[`${kind}/${merchantId}/${id}`] = JSON.parse(record);
  }
  return seen;
}

/** The statement for some kinds of record: each has two parameters, the merchants and the ids of its keys, side by side. */
export const gatherStatement = (kinds: readonly GatheredKind[]): string => kinds.map(select).join(' UNION ALL ');

const gatheringKinds = statementsOf('gather', gatherStatement);

function select(kind: GatheredKind, position: number): string {
  const { table, columns } = tables[kind];
  const id = idColumn[kind];
  const wanted = `unnest($${2 * position + 1}::text[], $${2 * position + 2}::text[]) AS wanted(merchant_id, id)`;
  const matches = [
    ...('merchantId' in columns ? [`${table}.merchant_id = wanted.merchant_id`] : []),
    ...(id === null ? [] : [`${table}.${id} = wanted.id`]),
  ];
  // A subquery per key is always a look-up by index; a join would have the planner read a small table as a whole, dead rows too.
  const record = `(SELECT row_to_json(record) FROM (SELECT ${selectList(kind)} FROM ${table} WHERE ${matches.join(' AND ')}) AS record)`;
  return `SELECT '${kind}', wanted.merchant_id, wanted.id, ${record} FROM ${wanted}`;
}
