import type { Kind } from '@outgrow/domain/records';

/** The table of each kind of record, which is also its cache's name, and the columns of its key in the key's order. */
export const tables = {
  category: { table: 'CATEGORIES', key: ['CATEGORY_ID'] },
  taxRate: { table: 'TAX_RATES', key: ['CATEGORY_ID'] },
  customer: { table: 'CUSTOMERS', key: ['CUSTOMER_ID'] },
  merchant: { table: 'MERCHANTS', key: ['MERCHANT_ID'] },
  staffKey: { table: 'STAFF_KEYS', key: ['SECRET_HASH'] },
  account: { table: 'ACCOUNTS', key: ['MERCHANT_ID', 'ACCOUNT'] },
  product: { table: 'PRODUCTS', key: ['MERCHANT_ID', 'SKU'] },
  order: { table: 'ORDERS', key: ['MERCHANT_ID', 'ORDER_ID'] },
  ledger: { table: 'LEDGER_ENTRIES', key: ['MERCHANT_ID', 'ACCOUNT', 'SEQ'] },
  audit: { table: 'AUDIT_RECORDS', key: ['MERCHANT_ID', 'SEQ'] },
  outcome: { table: 'OUTCOMES', key: ['MERCHANT_ID', 'COMMAND_ID'] },
  head: { table: 'HEADS', key: ['MERCHANT_ID'] },
} as const satisfies Record<Kind, Table>;

export const ORDER_LINES = { table: 'ORDER_LINES', key: ['MERCHANT_ID', 'ORDER_ID', 'LINE'] } as const satisfies Table;

export interface Table {
  table: string;
  key: readonly string[];
}
