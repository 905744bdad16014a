import { setTimeout as delay } from 'node:timers/promises';
import type { CopiedKind, Copy, CopyKey, Right, Shown } from '@outgrow/domain/copies';
import type { Product } from '@outgrow/domain/records';
import { StoreError } from '@outgrow/domain/store-error';
import type { IndexClient } from '../../index/index-client.ts';
import { PRODUCTS } from '../../index/index-schema.ts';
import { documentId, putProducts } from './put-products.ts';

const ANSWERS_WITHIN_MS = 10_000;
const REPAIRED_WITHIN_MS = 10_000;
const BATCH = 1_000;

/** The index as a copy of the products: what searches show of them, and how it is put right. Searches go on throughout. */
export function indexCopy(index: IndexClient, rebuild: () => Promise<number>): Copy {
  return {
    kinds: ['product'],
    isComplete: true,
    shown: (keys) => shown(index, keys),
    keys: (kind) => keysOf(index, kind),
    repair: (_kind, right) => repair(index, right),
    rebuild,
  };
}

/** As the last refresh has left it, which is what searches show. */
export async function shown(index: IndexClient, keys: readonly CopyKey[]): Promise<(Shown | undefined)[]> {
  const found: (Shown | undefined)[] = [];
  for (let at = 0; at < keys.length; at += BATCH) {
    const request = {
      index: PRODUCTS,
      realtime: false,
      _source_includes: ['version', ...index.shape.priceFields],
      ids: keys.slice(at, at + BATCH).map(idOf),
    };
    const { docs } = await index.read('shown', ANSWERS_WITHIN_MS, (es, limits) => es.mget<object>(request, limits));
    found.push(...docs.map((doc) => ('_source' in doc && doc._source ? shownOf(index.shape.read(doc._source)) : undefined)));
  }
  return found;
}

async function* keysOf(index: IndexClient, kind: CopiedKind): AsyncGenerator<CopyKey[]> {
  if (kind !== 'product') return;
  let after: string[] | undefined;
  do {
    const request = {
      index: PRODUCTS,
      size: BATCH,
      _source: false,
      track_total_hits: false,
      sort: [{ merchantId: 'asc' as const }, { sku: 'asc' as const }],
      ...(after && { search_after: after }),
    };
    const { hits } = await index.read('keys', ANSWERS_WITHIN_MS, (es, limits) => es.search(request, limits));
    const places = hits.hits.map(({ sort }) => sort as [string, string]);
    if (places.length > 0) yield places.map(([merchantId, id]) => ({ kind, merchantId, id }));
    after = places.length < BATCH ? undefined : places.at(-1);
  } while (after);
}

/** A product of which something newer is there is taken out first: by itself the index only moves on. */
async function repair(index: IndexClient, right: readonly Right[]): Promise<void> {
  const absent = right.flatMap(({ key, record }) => (record ? [] : [idOf(key)]));
  let products = right.flatMap(({ record }) => (record ? [record as Product] : []));
  await takeOut(index, absent);
  const startMs = performance.now();
  while (products.length > 0) {
    products = await putAll(index, products);
    if (products.length === 0) break;
    if (performance.now() - startMs > REPAIRED_WITHIN_MS) {
      const [first] = products;
      throw new StoreError('index', 'not_applied', `${first && documentId(first)} is written over and over: repair it again`);
    }
    await takeOut(index, products.map(documentId));
    // Until the index has forgotten the version that was taken out, which it does at a refresh.
    await delay(50);
    await index.refresh();
  }
  await index.refresh();
}

async function putAll(index: IndexClient, products: readonly Product[]): Promise<Product[]> {
  const refused: Product[] = [];
  for (let at = 0; at < products.length; at += BATCH) {
    const some = products.slice(at, at + BATCH);
    refused.push(...(await putProducts(index, some, { timeoutMs: ANSWERS_WITHIN_MS, takes: 'external_gte' })));
  }
  return refused;
}

async function takeOut(index: IndexClient, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += BATCH) {
    const operations = ids.slice(at, at + BATCH).map((_id) => ({ delete: { _id } }));
    const request = { index: PRODUCTS, require_alias: true, operations };
    await index.ask('take out', ANSWERS_WITHIN_MS, (es, limits) => es.bulk(request, limits), 'unknown');
  }
}

/** Only what is shown: a document holds other things that a reader may ask for. */
const shownOf = ({ version, priceMinor, currency }: Product): Shown => ({ version, priceMinor, currency });

const idOf = ({ merchantId, id }: CopyKey): string => documentId({ merchantId, sku: id });
