import type { Running } from '@outgrow/harness/running';
import type { Started } from '@outgrow/services/service';
import { Redis } from 'ioredis';
import type { Extent, Row } from './floor.ts';
import { floorApp } from './floor-app.ts';
import { readsInTurns } from './reads-in-turns.ts';

/** A product that the grid holds beside one GET of the same record in the same Redis, behind the same middleware, in turns. */
export async function gridFloor(running: Running, extent: Extent): Promise<Row[]> {
  const { grid: gridUrl = '' } = running.urls;
  const productUrl = `${running.appUrls[0]}/v1/merchants/m0001/products/p0001`;
  const body = await (await fetch(productUrl)).text();
  await store(gridUrl, body);
  const { url, app } = await floorApp('one-get-app.ts', '/one-get', { GRID_URL: gridUrl, KEY });
  await using _app = app;
  const before = await readsOf(running);
  const rows = await readsInTurns(
    { what: 'product reads/s from the grid / one GET', aim: 'at least 0.85' },
    { url: productUrl, app: running.apps[0] as Started },
    { url: `${url}/one-get`, app },
    body,
    extent,
  );
  const { hits, misses } = await readsOf(running);
  if (hits === before.hits || misses > before.misses) {
    throw new Error(`${misses - before.misses} of the reads found nothing in the grid, ${hits - before.hits} found the product`);
  }
  return rows;
}

/** Beside the keys of the stage, which looks only at its own. */
const KEY = 'floor:product';

async function store(gridUrl: string, text: string): Promise<void> {
  const redis = new Redis(gridUrl, { maxRetriesPerRequest: 1, commandTimeout: 2_000 });
  try {
    await redis.set(KEY, text);
  } finally {
    redis.disconnect();
  }
}

async function readsOf({ apps }: Running): Promise<{ hits: number; misses: number }> {
  await using sampler = await (apps[0] as Started).openSampler?.();
  const { productCacheReadsHitTotal: hits = 0, productCacheReadsMissTotal: misses = 0 } = (await sampler?.sample()) ?? {};
  return { hits, misses };
}
