import type { Kind } from '@outgrow/domain/records';
import type { Cache } from '@outgrow/ignite-client/cache';
import type { IgniteClient } from '@outgrow/ignite-client/client';
import type { FieldType, TypeDefinition } from '@outgrow/ignite-client/types';
import type { Row } from './columns.ts';
import type { Table } from './tables.ts';
import { ORDER_LINES, tables } from './tables.ts';

/** The key of a record: a text where it is one column, otherwise an object of its columns. */
export type RecordKey = string | Row;

/** A table as a cache of rows. The value holds the columns that are not the key's. */
export interface RecordCache {
  readonly cache: Cache<RecordKey, Row>;
  readonly table: string;
  /** The key's columns first. */
  readonly columns: readonly string[];
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** The key with these parts, in the order of the key's columns. */
  keyOf(...parts: readonly (string | number)[]): RecordKey;
  /** The whole row. */
  rowOf(key: RecordKey, value: Row): Row;
}

/** The tables' caches. What their columns are is asked of the cluster once, at the first use. */
export class RecordCaches {
  readonly #client: IgniteClient;
  #opening: Promise<ReadonlyMap<string, RecordCache>> | undefined;

  constructor(client: IgniteClient) {
    this.#client = client;
  }

  of(kind: Kind): Promise<RecordCache> {
    return this.#of(tables[kind].table);
  }

  lines(): Promise<RecordCache> {
    return this.#of(ORDER_LINES.table);
  }

  async #of(table: string): Promise<RecordCache> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    const found = (await this.#opening).get(table);
    if (found) return found;
    // It may be made in a moment.
    this.#opening = undefined;
    throw new Error(`the cluster has no table ${table}: run the migrator`);
  }

  async #open(): Promise<ReadonlyMap<string, RecordCache>> {
    const { rows } = await this.#client.query(COLUMNS, []);
    const types = Map.groupBy(rows as [table: string, column: string, type: string][], ([table]) => table);
    const open = new Map<string, RecordCache>();
    for (const { table, key } of [...Object.values(tables), ORDER_LINES] satisfies Table[]) {
      const columns = types.get(table);
      if (columns)
        open.set(table, this.#recordCache(table, key, new Map(columns.map(([, column, type]) => [column, fieldType(type)]))));
    }
    return open;
  }

  #recordCache(table: string, key: readonly string[], types: ReadonlyMap<string, FieldType>): RecordCache {
    const valueColumns = [...types.keys()].filter((column) => !key.includes(column));
    const fields = (columns: readonly string[]) =>
      Object.fromEntries(columns.map((column) => [column, types.get(column) ?? 'string']));
    const value: TypeDefinition = { name: `${table}_VALUE`, fields: fields(valueColumns) };
    const [only, ...others] = key as [string, ...string[]];
    const isPlain = others.length === 0;
    return {
      cache: this.#client.cache(table, isPlain ? { value } : { key: { name: `${table}_KEY`, fields: fields(key) }, value }),
      table,
      columns: [...key, ...valueColumns],
      keyColumns: key,
      valueColumns,
      keyOf: (...parts) =>
        isPlain ? String(parts[0]) : Object.fromEntries(key.map((column, at) => [column, parts[at] ?? null])),
      rowOf: (of, row) => (isPlain ? { [only]: String(of), ...row } : { ...(of as Row), ...row }),
    };
  }
}

// In one order at every process: what is read out of the shop reads the same each time.
const COLUMNS = `
  SELECT TABLE_NAME, COLUMN_NAME, TYPE FROM SYS.TABLE_COLUMNS
  WHERE SCHEMA_NAME = 'PUBLIC' AND COLUMN_NAME NOT IN ('_KEY', '_VAL') ORDER BY TABLE_NAME, COLUMN_NAME`;

function fieldType(javaClass: string): FieldType {
  const type = FIELD_TYPES[javaClass];
  if (type) return type;
  throw new Error(`a column of ${javaClass} is not one this shop can read; it reads ${Object.keys(FIELD_TYPES).join(', ')}`);
}

const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  'java.lang.String': 'string',
  'java.lang.Integer': 'int',
  'java.lang.Long': 'long',
  'java.lang.Double': 'double',
  'java.lang.Boolean': 'boolean',
  'java.sql.Timestamp': 'timestamp',
};
