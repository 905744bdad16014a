import type { Running } from '@outgrow/harness/running';
import type { Stage } from '@outgrow/services/stage';
import { closedLoop, median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { shopper } from './floor.ts';
import { KeepAlive } from './keep-alive.ts';
import { placingOrders } from './orders.ts';
import type { Skew } from './pgbench.ts';
import { seededStage } from './seeded-stage.ts';

/** An order's p50, one at a time, with few and with many orders stored, in turns on two running stages. */
export async function storedOrders(stage: Stage, skew: Skew, { rounds, seconds }: Extent, many: number): Promise<Row[]> {
  await using few = await seededStage(stage, skew, { orders: FEW });
  await using lots = await seededStage(stage, skew, { orders: many });
  const ratios: number[] = [];
  const shown: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await p50(few, skew, seconds);
    const after = await p50(lots, skew, seconds);
    ratios.push(after / before);
    shown.push(`${after.toFixed(2)}/${before.toFixed(2)} ms`);
  }
  const what = `order p50 with ${many.toLocaleString('en')} orders stored / ${FEW.toLocaleString('en')}`;
  return [{ what, ratio: median(ratios), aim: 'at most 1.2', shown: shown.join('  ') }];
}

const FEW = 10_000;

async function p50(running: Running, skew: Skew, seconds: number): Promise<number> {
  const url = running.appUrls[0] ?? '';
  const client = await KeepAlive.to(url);
  try {
    const step = placingOrders(skew, await shopper(url));
    return (await closedLoop([client], { warmUpMs: 1_000, forMs: seconds * 1_000 }, step)).p50Ms;
  } finally {
    client.close();
  }
}
