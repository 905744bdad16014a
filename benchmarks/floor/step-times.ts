import type { Running } from '@outgrow/harness/running';
import { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { closedLoop, median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { shopper } from './floor.ts';
import { inNode } from './in-node.ts';
import { KeepAlive } from './keep-alive.ts';
import { orderAt, requirePlaced } from './order-at.ts';
import { placingOrders } from './orders.ts';
import type { Skew } from './pgbench.ts';

/**
 * An order's p50 where nobody else orders, in turns: stage 1's `execute` beside stage 5's inside the node, and both over HTTP. Stage 5
 * has written its backup before it answers; stage 1 has no second copy anywhere.
 */
export async function stepTimes(
  single: Running,
  cluster: Running,
  durability: string,
  skew: Skew,
  { rounds, seconds }: Extent,
): Promise<Row[]> {
  const inside: Pair[] = [];
  const http: Pair[] = [];
  const half = seconds / 2;
  for (let round = 0; round < rounds; round += 1) {
    const executed = await executeMs(single, skew, half);
    inside.push([executed, ((await inNode(cluster, 'order', half)).orderP50Us ?? Number.NaN) / 1_000]);
    http.push([await httpMs(single, skew, half), await httpMs(cluster, skew, half)]);
  }
  return [
    row(`execute p50, stage 1 / stage 5 inside the node, durability ${durability}`, 'at least 5', inside),
    row(`order p50 over HTTP, stage 1 / stage 5, durability ${durability}`, 'at least 1', http),
  ];
}

type Pair = readonly [before: number, after: number];

const row = (what: string, aim: string, pairs: readonly Pair[]): Row => ({
  what,
  aim,
  ratio: median(pairs.map(([before, after]) => before / after)),
  shown: `${pairs.map((pair) => pair.map((ms) => ms.toFixed(2)).join('/')).join('  ')} ms`,
});

async function executeMs({ servers }: Running, skew: Skew, seconds: number): Promise<number> {
  const database = new Database('postgres', (servers.postgres as StartedPostgres).url, 1);
  try {
    const loop = await closedLoop([database], { warmUpMs: 500 * seconds, forMs: 500 * seconds }, async (client) => {
      requirePlaced(await execute(client, orderAt(0, skew)));
    });
    return loop.p50Ms;
  } finally {
    await database.close();
  }
}

async function httpMs({ appUrls }: Running, skew: Skew, seconds: number): Promise<number> {
  const url = appUrls[0] ?? '';
  const client = await KeepAlive.to(url);
  try {
    const step = placingOrders(skew, await shopper(url));
    return (await closedLoop([client], { warmUpMs: 500 * seconds, forMs: 500 * seconds }, step)).p50Ms;
  } finally {
    client.close();
  }
}
