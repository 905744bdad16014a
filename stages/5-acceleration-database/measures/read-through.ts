import type { StageMeasure } from '@outgrow/services/stage';
import { RecordCaches, type RecordKey } from '../src/ignite2/record-caches.ts';
import { onCluster } from './on-cluster.ts';

/**
 * What reading through costs, and for what there is none: `heldP50Us` a product read by its key where the platform holds it,
 * `readThroughP50Us` where it must fetch it from the database, `foundByQuery` what a query finds of `productsStored` once all
 * products were taken out of memory. In the end all are there again.
 */
export const readThrough: StageMeasure = ({ urls }) => {
  if (!urls.postgres) throw new Error('nothing is read through: start the stage with its server postgres');
  return onCluster({ urls }, async (client) => {
    const { cache, keyOf } = await new RecordCaches(client).of('product');
    const { rows } = await client.query('SELECT MERCHANT_ID, SKU FROM PRODUCTS ORDER BY MERCHANT_ID, SKU', []);
    const keys = rows.slice(0, SAMPLES).map(([merchantId, sku]) => keyOf(String(merchantId), String(sku)));
    const p50Us = async (): Promise<number> => {
      const took: number[] = [];
      for (const key of keys) took.push(await microseconds(() => cache.get(key as RecordKey)));
      return took.sort((one, other) => one - other)[took.length >> 1] ?? Number.NaN;
    };
    await p50Us();
    const heldP50Us = await p50Us();
    await client.execute('outgrow.store.Evict', 'PRODUCTS', { idempotent: true });
    const found = await client.query('SELECT COUNT(*) FROM PRODUCTS', []);
    const readThroughP50Us = await p50Us();
    await client.execute('outgrow.store.Warm', '', { idempotent: true, timeoutMs: WARM_WITHIN_MS });
    return { heldP50Us, readThroughP50Us, foundByQuery: Number(found.rows[0]?.[0]), productsStored: rows.length };
  });
};

async function microseconds(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) * 1_000;
}

const SAMPLES = 200;
const WARM_WITHIN_MS = 120_000;
