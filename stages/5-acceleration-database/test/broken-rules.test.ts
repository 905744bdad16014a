import { bundleDecide } from '@outgrow/domain/bundle';
import { market } from '@outgrow/harness/market';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeBasket, placeOrder } from './commands.ts';
import type { ShopOnNodes } from './nodes.ts';
import { shopOn } from './nodes.ts';

/** Rules that break down at some commands, as a bug in them would: before they decide, by a change that no table takes, or by one that cannot be put. */
const broken = async (): Promise<string> => `${await bundleDecide()};
  const { decideText } = outgrow;
  outgrow = {
    decideText(command, ...rest) {
      const { quantity } = JSON.parse(command).lines[0];
      if (quantity === 3) throw new Error('the rules broke down');
      const decision = JSON.parse(decideText(command, ...rest));
      if (quantity === 2 && decision.changes) decision.changes.at(-1).value.merchantId = { not: 'a text' };
      // The other changes are put before it.
      if (quantity === 4 && decision.changes) decision.changes.push({ put: 'merchant', value: { merchantId: null, version: 1 } });
      return JSON.stringify(decision);
    },
  };`;

let shop: ShopOnNodes;

beforeAll(async () => {
  const records = market({ seed: 'broken', merchants: 2, products: 2, customers: 2, orders: 2 });
  shop = await shopOn({ nodes: 1, settings: { durability: 'memory' }, decide: broken }, records);
}, 180_000);
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const notApplied = { name: 'StoreError', system: 'cluster', outcome: 'not_applied' };

describe.each([
  // A bug, which the same rules will have again: no system failed.
  ['breaks down', 3, 'the rules broke down', { name: 'RulesFailed' }],
  ['writes what no table takes', 2, 'expected', notApplied],
  ['cannot be written to its end', 4, 'NullPointerException', notApplied],
])('a command whose decision %s', (_what, quantity, why, how) => {
  test.each([
    ['at one merchant', placeOrder(`one ${quantity}`)],
    ['at two', placeBasket(`two ${quantity}`, ['m0001', 'm0002'])],
  ])('is not applied, and nothing of it is written, %s', async (_where, command) => {
    const before = await shop.lines();
    const wrong = { ...command, lines: command.lines.map((line) => ({ ...line, quantity })) } as typeof command;
    await expect(shop.shop.execute(wrong)).rejects.toMatchObject({
      ...how,
      message: expect.stringContaining(why),
    });
    expect(await shop.lines()).toEqual(before);
  });
});

test('the next command of the same merchants goes through', async () => {
  expect(await shop.shop.execute(placeBasket('next', ['m0001', 'm0002']))).toHaveProperty('reply');
});
