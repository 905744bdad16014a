import { setTimeout as delay } from 'node:timers/promises';
import { batchesOf } from '@outgrow/domain/batches';
import type { CopyKey, Right, SystemOfRecord } from '@outgrow/domain/copies';
import type { Product } from '@outgrow/domain/records';
import { StoreError } from '@outgrow/domain/store-error';
import type { IndexClient } from '../../index/index-client.ts';
import { PRODUCTS } from '../../index/index-schema.ts';
import { documentId, idOf, putProducts } from './put-products.ts';

const ANSWERS_WITHIN_MS = 10_000;
const REPAIRED_WITHIN_MS = 10_000;
const BATCH = 1_000;

/** A product with its key. */
interface Wanted {
  key: CopyKey;
  product: Product;
}

/**
 * By itself the index only moves on. A product of which it holds something newer may have been written meanwhile: what it holds is looked
 * at, then the system of record is read again, and only what is ahead of that too is taken out before the right one is put in.
 */
export async function repair(index: IndexClient, recorded: SystemOfRecord, right: readonly Right[]): Promise<void> {
  await takeOut(
    index,
    right.flatMap(({ key, record }) => (record ? [] : [{ _id: idOf(key) }])),
  );
  let wanted = right.flatMap(({ key, record }): Wanted[] => (record ? [{ key, product: record as Product }] : []));
  const startMs = performance.now();
  for (;;) {
    wanted = await putAll(index, wanted);
    const [first] = wanted;
    if (!first) break;
    if (performance.now() - startMs > REPAIRED_WITHIN_MS) {
      throw new StoreError('index', 'not_applied', `${idOf(first.key)} is written over and over: repair it again`);
    }
    const held = await heldOf(index, wanted);
    wanted = await asRecordedNow(recorded, wanted);
    await takeOut(
      index,
      wanted.flatMap(({ product }, at) => {
        const { version = 0, ...place } = held[at] ?? {};
        return version > product.version ? [{ _id: documentId(product), ...place }] : [];
      }),
    );
    // Until the index has forgotten the version that was taken out, which it does at a refresh.
    await delay(50);
    await index.refresh();
  }
  await index.refresh();
}

/** Resolves to those that were refused. */
async function putAll(index: IndexClient, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const refused: Wanted[] = [];
  for (const some of batchesOf(wanted, BATCH)) {
    const products = some.map(({ product }) => product);
    const left = new Set(await putProducts(index, products, { timeoutMs: ANSWERS_WITHIN_MS, takes: 'external_gte' }));
    refused.push(...some.filter(({ product }) => left.has(product)));
  }
  return refused;
}

/** The version of each document, and at which write it is there. */
async function heldOf(index: IndexClient, wanted: readonly Wanted[]): Promise<({ version: number } & Written)[]> {
  const request = { index: PRODUCTS, _source: false, ids: wanted.map(({ key }) => idOf(key)) };
  const { docs } = await index.read('held', ANSWERS_WITHIN_MS, (es, limits) => es.mget<object>(request, limits));
  return docs.map((doc) => {
    const { _version: version = 0, _seq_no: if_seq_no = 0, _primary_term: if_primary_term = 0 } = 'found' in doc ? doc : {};
    return { version, if_seq_no, if_primary_term };
  });
}

/** The newer of what was asked for and what is recorded now. */
async function asRecordedNow(recorded: SystemOfRecord, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const records = (await recorded.read(wanted.map(({ key }) => key))) as (Product | undefined)[];
  return wanted.map(({ key, product }, at) => {
    const now = records[at];
    return { key, product: now && now.version > product.version ? now : product };
  });
}

interface Written {
  if_seq_no: number;
  if_primary_term: number;
}

/** What has been written since it was looked at stays. */
async function takeOut(index: IndexClient, places: readonly ({ _id: string } & Partial<Written>)[]): Promise<void> {
  for (const some of batchesOf(places, BATCH)) {
    const operations = some.map((place) => ({ delete: place }));
    const request = { index: PRODUCTS, require_alias: true, operations };
    await index.ask('take out', ANSWERS_WITHIN_MS, (es, limits) => es.bulk(request, limits), 'unknown');
  }
}
