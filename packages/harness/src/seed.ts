import type { AnyRecord } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import type { Progress } from '@outgrow/services/service';
import type { Stage, Urls } from '@outgrow/services/stage';
import { CannotRun } from './cannot-run.ts';
import { type MarketSize, market } from './market.ts';
import { openOf } from './stages.ts';

/** Loads a market into a running stage's empty shop, past its HTTP. Returns how many records it holds then. */
export async function seed(
  stage: Stage,
  urls: Urls,
  size: MarketSize,
  { progress = () => {}, signal }: { progress?: Progress; signal?: AbortSignal } = {},
): Promise<number> {
  return withShop(stage, urls, async (shop) => {
    if (!(await isEmpty(shop))) {
      throw new CannotRun(`stage ${stage.number} already holds a market; start it again with --empty to seed another`);
    }
    progress(
      `seeding ${size.merchants} merchants × ${size.products} products, ${size.customers} customers, ${size.orders} past orders`,
    );
    return shop.load(watched(market(size), progress, signal));
  });
}

/** As `seed`, for the stage in that folder; undefined where it holds something already. Of stage.ts nothing is loaded, as that starts servers. */
export function seedWhereEmpty(folder: string, urls: Urls, size: MarketSize): Promise<number | undefined> {
  return withShop({ folder }, urls, async (shop) => ((await isEmpty(shop)) ? shop.load(market(size)) : undefined));
}

/** Opens a stage's shop in this process, for as long as the work takes. */
export async function withShop<T>(stage: Pick<Stage, 'folder'>, urls: Urls, work: (shop: Shop) => Promise<T>): Promise<T> {
  const open = await openOf(stage);
  const { shop } = await open(urls, {});
  try {
    return await work(shop);
  } finally {
    await shop.close();
  }
}

async function isEmpty(shop: Shop): Promise<boolean> {
  for await (const _first of shop.records()) return false;
  return true;
}

function* watched(records: Iterable<AnyRecord>, progress: Progress, signal: AbortSignal | undefined): Generator<AnyRecord> {
  let count = 0;
  let saidMs = performance.now();
  for (const record of records) {
    count += 1;
    if (count % 1_000 === 0) {
      signal?.throwIfAborted();
      const nowMs = performance.now();
      if (nowMs - saidMs > SAY_EVERY_MS) {
        saidMs = nowMs;
        progress(`seeding: ${count.toLocaleString('en')} records so far, now ${record.kind}`);
      }
    }
    yield record;
  }
}

const SAY_EVERY_MS = 1_000;
