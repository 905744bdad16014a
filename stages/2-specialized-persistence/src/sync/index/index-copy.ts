import { batchesOf } from '@outgrow/domain/batches';
import type { CopiedKind, Copy, CopyKey, Shown, SystemOfRecord } from '@outgrow/domain/copies';
import { shownOf } from '@outgrow/domain/copies';
import { StoreError } from '@outgrow/domain/store-error';
import type { IndexClient } from '../../index/index-client.ts';
import { missing } from '../../index/index-client.ts';
import { PRODUCTS } from '../../index/index-schema.ts';
import { idOf } from './put-products.ts';
import { repair } from './repair.ts';

const ANSWERS_WITHIN_MS = 10_000;
/** What waits for it gives up sooner. */
const SHOWN_WITHIN_MS = 1_000;
const BATCH = 1_000;

/** The index as a copy of the products: what searches show of them, and how it is put right. Searches go on throughout. */
export function indexCopy(index: IndexClient, recorded: SystemOfRecord, rebuild: () => Promise<number>): Copy {
  return {
    kinds: ['product'],
    isComplete: true,
    shown: (keys) => shown(index, keys),
    keys: (kind) => keysOf(index, kind),
    repair: (_kind, right) => repair(index, recorded, right),
    rebuild,
  };
}

/** As the last refresh has left it, which is what searches show. */
export async function shown(
  index: IndexClient,
  keys: readonly CopyKey[],
  timeoutMs = SHOWN_WITHIN_MS,
): Promise<(Shown | undefined)[]> {
  const found: (Shown | undefined)[] = [];
  for (const some of batchesOf(keys, BATCH)) {
    const request = {
      index: PRODUCTS,
      realtime: false,
      _source_includes: ['version', ...index.shape.priceFields],
      ids: some.map(idOf),
    };
    const { docs } = await index.read('shown', timeoutMs, (es, limits) => es.mget<object>(request, limits));
    for (const doc of docs) if ('error' in doc) throw unreadable(doc.error.type);
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

/** A document that cannot be read, as while its shard is away, is not one that is not there. */
const unreadable = (type: string): StoreError =>
  type === 'index_not_found_exception'
    ? missing()
    : new StoreError('index', 'not_applied', `a document cannot be read (${type}): ask again when the index is whole`);
