import type { AnyRecord } from '@outgrow/domain/records';
import type { Cluster } from './cluster.ts';

/** Takes records, batch by batch, into an empty shop: the nodes put each where it belongs. Where it breaks off, what was taken stays. */
export async function load({ client }: Cluster, records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>): Promise<number> {
  if ((await client.query('SELECT MERCHANT_ID FROM MERCHANTS LIMIT 1')).rows.length > 0) {
    throw new Error('this shop already holds merchants; start it again to load other records');
  }
  let count = 0;
  let batch: AnyRecord[] = [];
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    // The same records may be taken twice.
    await client.execute(LOAD, JSON.stringify(batch), { timeoutMs: BATCH_WITHIN_MS, idempotent: true });
    count += batch.length;
    batch = [];
  };
  for await (const record of records) {
    batch.push(record);
    if (batch.length === BATCH) await send();
  }
  await send();
  return count;
}

const LOAD = 'outgrow.shop.Load';
const BATCH = 1_000;
const BATCH_WITHIN_MS = 30_000;
