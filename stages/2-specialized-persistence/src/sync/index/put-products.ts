import type { CopyKey } from '@outgrow/domain/copies';
import type { Product } from '@outgrow/domain/records';
import type { IndexClient } from '../../index/index-client.ts';
import { itemFailure, timeLeft } from '../../index/index-client.ts';
import { PRODUCTS } from '../../index/index-schema.ts';

export interface Putting {
  /** For all of it. */
  timeoutMs: number;
  /** The index to write to, by a name of it. */
  to?: string;
  /** `external` takes what is newer than what is there, `external_gte` what is not older. */
  takes?: 'external' | 'external_gte';
}

/** How a product is called in the index. */
export const documentId = ({ merchantId, sku }: Pick<Product, 'merchantId' | 'sku'>): string => `${merchantId}/${sku}`;

export const idOf = ({ merchantId, id }: CopyKey): string => documentId({ merchantId, sku: id });

/** Writes whole products, each where it is newer, and resolves to those that were refused because what is there is newer. They can be found after the next refresh. */
export async function putProducts(index: IndexClient, products: readonly Product[], putting: Putting): Promise<Product[]> {
  if (products.length === 0) return [];
  const { timeoutMs, to = PRODUCTS, takes = 'external' } = putting;
  const operations = products.flatMap((product) => [
    { index: { _id: documentId(product), version: product.version, version_type: takes } },
    index.shape.publish(product),
  ]);
  // Without an index of this name one would be made, of whatever mapping.
  const request = { index: to, require_alias: true, operations };
  const left = timeLeft(timeoutMs);
  const send = async () => {
    const { items } = await index.ask('put products', left(), (es, limits) => es.bulk(request, limits), 'unknown');
    return items.map(({ index: put }) => ({ status: put?.status, ...put?.error }));
  };
  let results = await send();
  if (to === PRODUCTS && results.some(({ type }) => type === 'index_not_found_exception')) {
    await index.ensure(left);
    results = await send();
  }
  return products.filter((_, at) => {
    const { status, type, reason } = results[at] ?? {};
    if (status !== CONFLICT && type !== undefined) throw itemFailure(`${type}: ${reason}`);
    return status === CONFLICT;
  });
}

const CONFLICT = 409;
