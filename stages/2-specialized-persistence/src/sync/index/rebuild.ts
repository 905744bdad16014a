import type { CopyKey, SystemOfRecord } from '@outgrow/domain/copies';
import type { Product } from '@outgrow/domain/records';
import type { IndexClient } from '../../index/index-client.ts';
import { indexName, LOADING, numberIn, PRODUCTS, productIndexOf } from '../../index/index-schema.ts';
import { shown } from './index-copy.ts';
import { putProducts } from './put-products.ts';

const ANSWERS_WITHIN_MS = 30_000;

/**
 * A new index, loaded from the system of record while the old one goes on to serve and to be written, then put in its place in one
 * step. What was written to the old one meanwhile is in the system of record, and is looked for there once more after that
 * step. Of two at once the later one goes on, and the other fails. Resolves to how many products the new one holds.
 */
export async function rebuild(index: IndexClient, recorded: SystemOfRecord): Promise<number> {
  await dropAllOf(index, LOADING);
  const made = await makeNext(index);
  for await (const keys of recorded.keys('product')) await putAll(index, await recorded.read(keys), LOADING);
  await index.refresh(LOADING);
  const before = await indicesOf(index, PRODUCTS);
  await swap(index, before, made);
  await mend(index, recorded);
  await dropUnnamed(index);
  await index.refresh();
  const { count } = await index.ask('count', ANSWERS_WITHIN_MS, (es, limits) => es.count({ index: PRODUCTS }, limits));
  return count;
}

async function makeNext(index: IndexClient): Promise<string> {
  const made = indexName(1 + Math.max(0, ...Object.keys(await allOf(index)).map(numberIn)));
  await index.ask('make the next index', ANSWERS_WITHIN_MS, (es, limits) =>
    es.indices.create({ index: made, aliases: { [LOADING]: {} }, ...productIndexOf(index.shape) }, limits),
  );
  return made;
}

const allOf = (index: IndexClient) =>
  index.ask('list the indices', ANSWERS_WITHIN_MS, (es, limits) => es.indices.getAlias({ index: `${PRODUCTS}-*` }, limits));

/** The old one, and what rebuilds have left that broke off after their swap. The one that another rebuild fills has a name. */
async function dropUnnamed(index: IndexClient): Promise<void> {
  for (const [name, { aliases = {} }] of Object.entries(await allOf(index))) {
    if (!(PRODUCTS in aliases || LOADING in aliases)) await drop(index, name);
  }
}

async function swap(index: IndexClient, before: readonly string[], made: string): Promise<void> {
  const actions = [
    ...before.map((old) => ({ remove: { index: old, alias: PRODUCTS } })),
    { remove: { index: made, alias: LOADING } },
    { add: { index: made, alias: PRODUCTS } },
  ];
  await index.ask('swap', ANSWERS_WITHIN_MS, (es, limits) => es.indices.updateAliases({ actions }, limits), 'unknown');
}

async function mend(index: IndexClient, recorded: SystemOfRecord): Promise<void> {
  for await (const keys of recorded.keys('product')) {
    const [there, here] = [await recorded.shown(keys), await shown(index, keys, ANSWERS_WITHIN_MS)];
    const behind = keys.filter((_: CopyKey, at) => (here[at]?.version ?? 0) < (there[at]?.version ?? 0));
    if (behind.length > 0) await putAll(index, await recorded.read(behind), PRODUCTS);
  }
}

async function putAll(index: IndexClient, records: readonly unknown[], to: string): Promise<void> {
  const products = records.filter((record) => record !== undefined) as Product[];
  await putProducts(index, products, { timeoutMs: ANSWERS_WITHIN_MS, to });
}

async function indicesOf(index: IndexClient, name: string): Promise<string[]> {
  const found = await index.ask(`find ${name}`, ANSWERS_WITHIN_MS, async (es, limits) =>
    (await es.indices.existsAlias({ name }, limits)) ? es.indices.getAlias({ name }, limits) : {},
  );
  return Object.keys(found);
}

async function dropAllOf(index: IndexClient, name: string): Promise<void> {
  for (const one of await indicesOf(index, name)) await drop(index, one);
}

async function drop(index: IndexClient, name: string): Promise<void> {
  await index.ask('drop an index', ANSWERS_WITHIN_MS, (es, limits) =>
    es.indices.delete({ index: name, ignore_unavailable: true }, limits),
  );
}
