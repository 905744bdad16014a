import type { Cache } from '../src/cache.ts';
import type { IgniteClient } from '../src/client.ts';
import type { TypeDefinition } from '../src/types.ts';

/** A table with a column of every type, whose rows lie by their first key column. */
export const ITEM_KEY = { name: 'ITEMS_KEY', fields: { M: 'string', S: 'string' } } as const satisfies TypeDefinition;
export const ITEM = {
  name: 'ITEMS_VALUE',
  fields: {
    TITLE: 'string',
    STOCK: 'long',
    VERSION: 'int',
    LISTED: 'boolean',
    CHANGED_AT: 'timestamp',
    WEIGHT: 'double',
    PICTURE: 'bytes',
  },
} as const satisfies TypeDefinition;

export interface ItemKey {
  M: string;
  S: string;
}
export type Item = Partial<Record<keyof typeof ITEM.fields, unknown>>;

export async function createItems(client: IgniteClient): Promise<Cache<ItemKey, Item>> {
  await client.update(
    `CREATE TABLE IF NOT EXISTS ITEMS (M VARCHAR, S VARCHAR, TITLE VARCHAR, STOCK BIGINT, VERSION INTEGER, LISTED BOOLEAN,
       CHANGED_AT TIMESTAMP, WEIGHT DOUBLE, PICTURE BINARY, PRIMARY KEY (M, S))
     WITH "TEMPLATE=SHOP,CACHE_NAME=ITEMS,KEY_TYPE=ITEMS_KEY,VALUE_TYPE=ITEMS_VALUE,AFFINITY_KEY=M"`,
    [],
    { timeoutMs: 30_000, idempotent: true },
  );
  return client.cache<ItemKey, Item>('ITEMS', { key: ITEM_KEY, value: ITEM });
}

/** All columns, each null. */
export const EMPTY: Item = Object.fromEntries(Object.keys(ITEM.fields).map((name) => [name, null]));
