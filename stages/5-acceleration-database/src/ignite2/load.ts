import type { AnyRecord } from '@outgrow/domain/records';
import type { Cluster } from './cluster.ts';

/** Takes records, batch by batch, into an empty shop: the nodes put each where it belongs. Where it breaks off, the shop is of no use: start it empty. */
export async function load({ client }: Cluster, records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>): Promise<number> {
  if ((await client.query('SELECT MERCHANT_ID FROM MERCHANTS LIMIT 1')).rows.length > 0) {
    throw new Error('this shop already holds merchants; start it again to load other records');
  }
  let count = 0;
  let batch: AnyRecord[] = [];
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    // Not sent again by itself: a batch that broke off may lie at a primary and not at its backup, and a second one would not mend that.
    await client.execute(LOAD, JSON.stringify(batch), { timeoutMs: BATCH_WITHIN_MS, idempotent: false });
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
