import { stageNumbered } from '@outgrow/harness/stages';
import type { Extent, Row } from './floor.ts';
import { LARGE } from './floor.ts';
import { gridFloor } from './grid-floor.ts';
import { searchTimes } from './search-times.ts';
import { seededStage } from './seeded-stage.ts';
import { tellingCost } from './telling-cost.ts';

export const STAGE_2_PARTS = {
  grid: 'product reads from the grid beside one GET of the same Redis behind the same middleware',
  search: "p50 and p99 of a search beside stage 1's, one client and several",
  telling: "orders/s, p50, processor time and memory beside stage 1's, told directly and by the relay",
};

/** The wanted parts, each as its rows when it has been measured. */
export async function* onStage2(
  wants: (part: keyof typeof STAGE_2_PARTS) => boolean,
  extent: Extent,
  say: (message: string) => void,
): AsyncGenerator<Row[]> {
  if (!wants('grid') && !wants('search') && !wants('telling')) return;
  const stage = await stageNumbered(2);
  const { rounds, seconds } = extent;
  say(`starting stage 2 and seeding ${LARGE.merchants} merchants × ${LARGE.products} products`);
  // What has been read once is held as long as the rounds take.
  const settings = { CACHE_TTL_MS: '3600000' };
  await using direct = await seededStage(stage, LARGE, { settings });
  yield [{ what: 'start of stage 2, s', ratio: direct.startSeconds, aim: 'below 20', shown: '' }];
  if (wants('grid')) {
    say(`product reads from the grid, ${rounds} rounds of 2 × ${seconds} s`);
    yield await gridFloor(direct, extent);
  }
  if (!wants('search') && !wants('telling')) return;
  say('starting stage 1 with the same market');
  await using single = await seededStage(await stageNumbered(1), LARGE);
  if (wants('search')) {
    say(`searches, 2 × ${rounds} rounds of 2 × ${seconds} s`);
    yield await searchTimes(direct, single, LARGE, extent);
  }
  if (wants('telling')) {
    say('starting stage 2 with the relay and the same market');
    await using relayed = await seededStage(stage, LARGE, { settings, servers: ['relay'] });
    say(`orders, ${rounds} rounds of 3 × ${1.5 * seconds} s`);
    yield await tellingCost({ 'stage 1': single, 'stage 2': direct, 'stage 2 with the relay': relayed }, LARGE, extent);
  }
}
