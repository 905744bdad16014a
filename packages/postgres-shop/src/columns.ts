import type { GatheredKind } from '@outgrow/domain/keys';
import type { Kind } from '@outgrow/domain/records';

interface Table {
  table: string;
  /** Column and type per property of the record, in the table's order. */
  columns: Readonly<Record<string, readonly [column: string, type: string]>>;
}

const merchantId = ['merchant_id', 'text'] as const;
const version = ['version', 'integer'] as const;
const at = ['at', 'timestamptz'] as const;

/** How each kind of record lies in Postgres. */
export const tables: { readonly [K in Kind]: Table } = {
  category: { table: 'categories', columns: { categoryId: ['category_id', 'text'], name: ['name', 'text'] } },
  taxRate: { table: 'tax_rates', columns: { categoryId: ['category_id', 'text'], basisPoints: ['basis_points', 'integer'] } },
  customer: {
    table: 'customers',
    columns: {
      customerId: ['customer_id', 'text'],
      name: ['name', 'text'],
      email: ['email', 'text'],
      secretHash: ['secret_hash', 'text'],
    },
  },
  staffKey: {
    table: 'staff_keys',
    columns: {
      keyId: ['key_id', 'text'],
      merchantId,
      secretHash: ['secret_hash', 'text'],
      createdAt: ['created_at', 'timestamptz'],
      revokedAt: ['revoked_at', 'timestamptz'],
    },
  },
  merchant: {
    table: 'merchants',
    columns: {
      merchantId,
      name: ['name', 'text'],
      categoryId: ['category_id', 'text'],
      currency: ['currency', 'text'],
      version,
    },
  },
  head: {
    table: 'heads',
    columns: { merchantId, auditSeq: ['audit_seq', 'integer'], auditHash: ['audit_hash', 'text'], version },
  },
  account: {
    table: 'accounts',
    columns: {
      merchantId,
      account: ['account', 'text'],
      currency: ['currency', 'text'],
      balanceMinor: ['balance_minor', 'bigint'],
      version,
    },
  },
  product: {
    table: 'products',
    columns: {
      merchantId,
      sku: ['sku', 'text'],
      name: ['name', 'text'],
      description: ['description', 'text'],
      categoryId: ['category_id', 'text'],
      priceMinor: ['price_minor', 'bigint'],
      currency: ['currency', 'text'],
      taxBasisPoints: ['tax_basis_points', 'integer'],
      stock: ['stock', 'bigint'],
      received: ['received', 'bigint'],
      version,
    },
  },
  order: {
    table: 'orders',
    columns: {
      merchantId,
      orderId: ['order_id', 'text'],
      customerId: ['customer_id', 'text'],
      lines: ['lines', 'json'],
      currency: ['currency', 'text'],
      totalMinor: ['total_minor', 'bigint'],
      taxMinor: ['tax_minor', 'bigint'],
      placedAt: ['placed_at', 'timestamptz'],
      basketId: ['basket_id', 'text'],
      status: ['status', 'text'],
      version,
    },
  },
  ledger: {
    table: 'ledger_entries',
    columns: {
      merchantId,
      account: ['account', 'text'],
      seq: ['seq', 'integer'],
      txId: ['tx_id', 'text'],
      amountMinor: ['amount_minor', 'bigint'],
      at,
    },
  },
  audit: {
    table: 'audit_records',
    columns: {
      merchantId,
      seq: ['seq', 'integer'],
      commandId: ['command_id', 'text'],
      type: ['type', 'text'],
      by: ['by', 'text'],
      at,
      merchants: ['merchants', 'text[]'],
      detail: ['detail', 'json'],
      prevHash: ['prev_hash', 'text'],
      hash: ['hash', 'text'],
    },
  },
  outcome: {
    table: 'outcomes',
    columns: {
      merchantId,
      commandId: ['command_id', 'text'],
      fingerprint: ['fingerprint', 'text'],
      reply: ['reply', 'json'],
    },
  },
};

/** The column that holds a key's id, within its merchant; none where a merchant has one such record. */
export const idColumn: { readonly [K in GatheredKind]: string | null } = {
  head: null,
  merchant: null,
  outcome: 'command_id',
  product: 'sku',
  order: 'order_id',
  account: 'account',
  customer: 'customer_id',
  category: 'category_id',
  taxRate: 'category_id',
};

const isoMilliseconds = `YYYY-MM-DD"T"HH24:MI:SS.MS"Z"`;

/** The select list that names a table's columns as the record does, times as ISO 8601 in UTC. */
export const selectList = (kind: Kind): string =>
  Object.entries(tables[kind].columns)
    .map(([property, [column, type]]) =>
      type === 'timestamptz'
        ? `to_char(${tables[kind].table}.${column} AT TIME ZONE 'UTC', '${isoMilliseconds}') AS "${property}"`
        : `${tables[kind].table}.${column} AS "${property}"`,
    )
    .join(', ');

/** `json_to_recordset` of a parameter that holds records of the kind; they are called `put`. */
export const recordset = (kind: Kind, parameter: string): string =>
  `json_to_recordset(${parameter}) AS put(${Object.entries(tables[kind].columns)
    .map(([property, [, type]]) => `"${property}" ${type}`)
    .join(', ')})`;

/** Inserts the records of the kind that a parameter holds. */
export function insertInto(kind: Kind, parameter: string): string {
  const { table, columns } = tables[kind];
  const names = Object.values(columns).map(([column]) => column);
  const properties = Object.keys(columns).map((property) => `"${property}"`);
  return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${properties.join(', ')} FROM ${recordset(kind, parameter)}`;
}
