import type { Records } from '@outgrow/domain/records';

/** The kinds of record that the warehouse holds. */
export const WAREHOUSE_KINDS = ['product', 'order'] as const satisfies readonly (keyof Records)[];
export type WarehouseKind = (typeof WAREHOUSE_KINDS)[number];

/** A record with its kind, as it is told to the warehouse. */
export type WarehouseRecord = { [K in WarehouseKind]: { kind: K; record: Records[K] } }[WarehouseKind];

/** A DuckDB type, or the properties and types of the structures in a list. */
type ColumnType = string | Readonly<Record<string, string>>;

interface Table {
  table: string;
  /** The property and the column that name a record within its merchant. */
  id: readonly [property: string, column: string];
  /** Column and type per property of the record; what no sale is asked by is left out. */
  columns: Readonly<Record<string, readonly [column: string, type: ColumnType]>>;
}

/** How each kind of record lies in DuckDB. */
export const tables: { readonly [K in WarehouseKind]: Table } = {
  product: {
    table: 'products',
    id: ['sku', 'sku'],
    columns: {
      merchantId: ['merchant_id', 'VARCHAR'],
      sku: ['sku', 'VARCHAR'],
      name: ['name', 'VARCHAR'],
      categoryId: ['category_id', 'VARCHAR'],
      priceMinor: ['price_minor', 'BIGINT'],
      currency: ['currency', 'VARCHAR'],
      stock: ['stock', 'BIGINT'],
      version: ['version', 'INTEGER'],
    },
  },
  order: {
    table: 'orders',
    id: ['orderId', 'order_id'],
    columns: {
      merchantId: ['merchant_id', 'VARCHAR'],
      orderId: ['order_id', 'VARCHAR'],
      customerId: ['customer_id', 'VARCHAR'],
      lines: ['lines', { sku: 'VARCHAR', quantity: 'BIGINT', priceMinor: 'BIGINT' }],
      currency: ['currency', 'VARCHAR'],
      totalMinor: ['total_minor', 'BIGINT'],
      placedAt: ['placed_at', 'TIMESTAMP'], // in UTC
      status: ['status', 'VARCHAR'],
      version: ['version', 'INTEGER'],
    },
  },
};

/** Makes what is not there yet. Without keys: one writer merges by them, and an index of them would take most of the file and of the memory. */
export const SCHEMA = [
  ...WAREHOUSE_KINDS.map((kind) => {
    const { table, columns } = tables[kind];
    const lines = Object.values(columns).map(([column, type]) => `${column} ${typeOf(type)} NOT NULL`);
    return `CREATE TABLE IF NOT EXISTS ${table} (${lines.join(', ')})`;
  }),
  'CREATE TABLE IF NOT EXISTS watermarks (kind VARCHAR PRIMARY KEY, changed_at VARCHAR, complete BOOLEAN NOT NULL)',
];

/** Takes in the records that $1 holds as a JSON list, each where it is newer. No two of them may have the same key. */
export function putInto(kind: WarehouseKind): string {
  const { table, id, columns } = tables[kind];
  const names = Object.values(columns).map(([column]) => column);
  const given = Object.keys(columns).map((property) => `put."${property}"`);
  const moved = Object.entries(columns).map(([property, [column]]) => `${column} = put."${property}"`);
  const shape = Object.fromEntries(Object.entries(columns).map(([property, [, type]]) => [property, jsonTypeOf(type)]));
  return `MERGE INTO ${table} USING ${listOf(shape, 'put')}
    ON ${table}.merchant_id = put."merchantId" AND ${table}.${id[1]} = put."${id[0]}"
    WHEN MATCHED AND put.version > ${table}.version THEN UPDATE SET ${moved.join(', ')}
    WHEN NOT MATCHED THEN INSERT (${names.join(', ')}) VALUES (${given.join(', ')})`;
}

/** Takes out the records whose keys $1 holds as a JSON list. */
export function deleteFrom(kind: WarehouseKind): string {
  const { table, id } = tables[kind];
  return `DELETE FROM ${table} USING ${KEYS} WHERE merchant_id = wanted."merchantId" AND ${id[1]} = wanted.id`;
}

/** What is shown of the records whose keys $1 holds; in no order. */
export function shownOf(kind: WarehouseKind): string {
  const { table, id } = tables[kind];
  const price = kind === 'product' ? ', price_minor AS "priceMinor", currency' : '';
  return `SELECT merchant_id AS "merchantId", ${id[1]} AS id, version${price}
    FROM ${table} JOIN ${KEYS} ON merchant_id = wanted."merchantId" AND ${id[1]} = wanted.id`;
}

/** The $3 keys that come after the one of merchant $1 with the id $2. */
export function keysOf(kind: WarehouseKind): string {
  const { table, id } = tables[kind];
  return `SELECT merchant_id AS "merchantId", ${id[1]} AS id FROM ${table}
    WHERE merchant_id > $1 OR (merchant_id = $1 AND ${id[1]} > $2) ORDER BY merchant_id, ${id[1]} LIMIT $3::BIGINT`;
}

/** DuckDB reads the JSON itself: a batch of thousands of records is one parameter. */
function listOf(shape: object, name: string): string {
  return `(SELECT unnest(from_json($1::JSON, '${JSON.stringify([shape])}'), max_depth := 2)) AS ${name}`;
}

function typeOf(type: ColumnType): string {
  if (typeof type === 'string') return type;
  const properties = Object.entries(type).map(([property, of]) => `"${property}" ${of}`);
  return `STRUCT(${properties.join(', ')})[]`;
}

const jsonTypeOf = (type: ColumnType): unknown => (typeof type === 'string' ? type : [type]);

const KEYS = listOf({ merchantId: 'VARCHAR', id: 'VARCHAR' }, 'wanted');
