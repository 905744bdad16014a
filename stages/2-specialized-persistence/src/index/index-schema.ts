import type { ProductShape } from '../product-shape.ts';

/** The name by which readers and writers know the index; behind it lies one of `products-<n>`. */
export const PRODUCTS = 'products';
/** The name of the one that is being made anew. */
export const LOADING = 'products-loading';

export const indexName = (n: number): string => `${PRODUCTS}-${n}`;

/** The number in the name of an index of ours. */
export const numberIn = (name: string): number => Number(name.slice(PRODUCTS.length + 1)) || 0;

const keyword = { type: 'keyword' } as const;
const kept = { index: false, doc_values: false } as const;

/** A document is a whole product, and nothing else is taken. */
export const productIndexOf = ({ priceMapping }: ProductShape) => ({
  settings: {
    number_of_shards: 1,
    number_of_replicas: 0,
    refresh_interval: '1s',
    // A product that was taken out may come back at any version; by default its last one is remembered for a minute.
    gc_deletes: '0s',
  },
  mappings: {
    dynamic: 'strict' as const,
    properties: {
      merchantId: keyword,
      sku: keyword,
      name: { type: 'text' as const },
      description: { type: 'text' as const },
      categoryId: keyword,
      ...priceMapping,
      taxBasisPoints: { type: 'integer' as const, ...kept },
      stock: { type: 'long' as const, ...kept },
      received: { type: 'long' as const, ...kept },
      version: { type: 'integer' as const, ...kept },
    },
  },
});
