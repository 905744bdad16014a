import type { AnyRecord } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import type { Progress } from '@outgrow/services/service';

/** Shows each record of a settled shop once, in the order of `KINDS`; how many there are. */
export async function eachRecord(
  shop: Shop,
  see: (record: AnyRecord) => void,
  { progress = () => {}, signal }: { progress?: Progress; signal?: AbortSignal },
): Promise<number> {
  let count = 0;
  for await (const record of shop.records()) {
    see(record);
    count += 1;
    if (count % SAY_EVERY === 0) progress(`checking: ${count.toLocaleString('en')} records so far`);
    if (count % 1_000 === 0) signal?.throwIfAborted();
  }
  return count;
}

const SAY_EVERY = 100_000;
