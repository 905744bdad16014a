import { stageNumbered } from '@outgrow/harness/stages';
import type { StartedPostgres } from '@outgrow/services/postgres';
import type { Extent, Row } from './floor.ts';
import { SKEW, shopper } from './floor.ts';
import { locksOrVersions } from './locks-or-versions.ts';
import { ordersFloor } from './orders-floor.ts';
import { readsFloor } from './reads-floor.ts';
import { seededStage } from './seeded-stage.ts';
import { storedOrders } from './stored-orders.ts';
import { tracingFloor } from './tracing-floor.ts';

export const STAGE_1_PARTS = {
  reads: 'cached product reads beside a constant body behind the same middleware',
  orders: 'orders/s over HTTP beside pgbench sending the same SQL; needs pgbench on the PATH',
  locks: 'heads locked first beside versions checked at apply',
  tracing: 'what spans cost while no tracing is set',
  stored: "an order's p50 with --many orders stored beside 10,000; storing a million takes minutes",
};

/** The wanted parts, each as its rows when it has been measured. */
export async function* onStage1(
  wants: (part: keyof typeof STAGE_1_PARTS) => boolean,
  extent: Extent & { many: number },
  say: (message: string) => void,
): AsyncGenerator<Row[]> {
  const stage = await stageNumbered(1);
  const turns = `${extent.rounds} rounds of 2 × ${extent.seconds} s`;
  if (wants('reads') || wants('orders') || wants('locks')) {
    say(`starting stage 1 and seeding ${SKEW.merchants} merchants × ${SKEW.products} products`);
    await using running = await seededStage(stage, SKEW);
    if (wants('reads')) {
      say(`product reads, ${turns}`);
      yield await readsFloor(running, extent);
    }
    if (wants('orders')) {
      say(`orders, ${turns}`);
      yield await ordersFloor(running, await shopper(running.appUrls[0] ?? ''), SKEW, extent);
    }
    if (wants('locks')) {
      say(`locks or versions, 3 × ${turns}`);
      yield await locksOrVersions((running.servers.postgres as StartedPostgres).url, SKEW, extent);
    }
  }
  if (wants('tracing')) {
    say('spans');
    yield await tracingFloor(extent.rounds);
  }
  if (wants('stored')) {
    say(`storing ${extent.many} past orders; this takes minutes`);
    yield await storedOrders(stage, SKEW, extent, extent.many);
  }
}
