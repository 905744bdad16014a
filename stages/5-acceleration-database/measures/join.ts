import type { StageMeasure } from '@outgrow/services/stage';
import type { Row } from '../src/ignite2/columns.ts';
import type { RecordCache } from '../src/ignite2/record-caches.ts';
import { RecordCaches } from '../src/ignite2/record-caches.ts';
import { onCluster } from './on-cluster.ts';

/**
 * Orders joined with their lines by SQL: the rows that are found as the query stands (`joinFound`), with the flag for tables that do not
 * lie together (`joinFoundDistributed`), and those there are by reading every line by its key (`joinTruth`).
 */
export const join: StageMeasure = (running) =>
  onCluster(running, async (client) => {
    const caches = new RecordCaches(client);
    const joinTruth = await linesOfAll(await caches.of('order'), await caches.lines());
    const found = async (distributedJoins: boolean) => {
      const { rows } = await client.query(JOIN, [], { distributedJoins, timeoutMs: 30_000 });
      return Number((rows[0] as [number])[0]);
    };
    return { joinTruth, joinFound: await found(false), joinFoundDistributed: await found(true) };
  });

async function linesOfAll(orders: RecordCache, lines: RecordCache): Promise<number> {
  let count = 0;
  for await (const page of orders.cache.scan({ pageSize: 500 })) {
    const keys = page.flatMap(([key, value]) => {
      const { MERCHANT_ID, ORDER_ID } = key as Row;
      return Array.from({ length: Number(value.LINES) }, (_, line) => lines.keyOf(String(MERCHANT_ID), String(ORDER_ID), line));
    });
    count += (await lines.cache.getAll(keys)).filter((value) => value !== null).length;
  }
  return count;
}

const JOIN = 'SELECT COUNT(*) FROM ORDERS O JOIN ORDER_LINES L ON L.MERCHANT_ID = O.MERCHANT_ID AND L.ORDER_ID = O.ORDER_ID';
