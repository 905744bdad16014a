import { market } from '@outgrow/harness/market';
import { pollUntil } from '@outgrow/services/poll-until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeBasket, placeOrder } from './commands.ts';
import type { ShopOnNodes } from './nodes.ts';
import { shopOn } from './nodes.ts';

let shop: ShopOnNodes;

beforeAll(async () => {
  const records = market({ seed: 'restart', merchants: 6, products: 3, customers: 5, orders: 40 });
  shop = await shopOn({ nodes: 3, settings: { durability: 'log', majorityOf: '3' } }, records);
}, 300_000);
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
}, 120_000);

test('killed and started again all at once, the nodes hold everything that was acknowledged', { timeout: 240_000 }, async () => {
  const commands = [placeOrder('before'), placeBasket('before, at two', ['m0002', 'm0003'])];
  const replies = await Promise.all(commands.map((command) => shop.shop.execute(command)));
  for (const reply of replies) expect(reply).toHaveProperty('reply');
  const before = await shop.lines();

  await Promise.all(shop.nodes.map((node) => node.kill()));
  await expect(shop.shop.execute(placeOrder('meanwhile'))).rejects.toMatchObject({ name: 'StoreError', system: 'cluster' });
  await Promise.all(shop.nodes.map((node) => node.restart()));
  await Promise.all(shop.nodes.map((node) => node.untilRebalanced()));
  await pollUntil('the shop to find its cluster again', 60_000, () => answers());

  expect(await shop.lines()).toEqual(before);
  expect(await Promise.all(commands.map((command) => shop.shop.execute(command)))).toEqual(replies);
  expect(await shop.shop.execute(placeOrder('after'))).toHaveProperty('reply');
});

const answers = async (): Promise<boolean> => {
  try {
    await shop.shop.systems.cluster?.();
    return true;
  } catch {
    return false;
  }
};
