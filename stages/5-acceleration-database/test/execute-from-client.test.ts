import { hash } from 'node:crypto';
import type { Opened } from '@outgrow/api/opened';
import { checkRecords } from '@outgrow/domain/invariants';
import { market } from '@outgrow/harness/market';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open } from '../src/open.ts';
import { placeBasket, placeOrder } from './commands.ts';
import type { ShopOnNodes } from './nodes.ts';
import { shopOn } from './nodes.ts';

let inNode: ShopOnNodes;
let fromClient: Opened;

beforeAll(async () => {
  const records = market({ seed: 'from the client', merchants: 3, products: 2, customers: 2, orders: 6 });
  inNode = await shopOn({ nodes: 1, settings: { durability: 'memory' } }, records);
  fromClient = await open({ cluster: inNode.nodes.map(({ address }) => address).join(',') }, { EXECUTE: 'client' });
}, 180_000);
afterAll(async () => {
  await fromClient?.shop.close();
  await inNode?.[Symbol.asyncDispose]();
}, 60_000);

test('a command decided at the client is known to the node, and the other way round', async () => {
  const [first, second] = [placeOrder('at the client'), placeBasket('in the node', ['m0002', 'm0003'])];
  const replies = [await fromClient.shop.execute(first), await inNode.shop.execute(second)];
  expect([await inNode.shop.execute(first), await fromClient.shop.execute(second)]).toEqual(replies);
});

test('what was bought through the client is read whole, and can be cancelled in the node', async () => {
  const { reply } = (await fromClient.shop.execute(placeOrder('bought'))) as { reply: { orderId: string } };
  expect(await inNode.shop.order(reply.orderId)).toMatchObject({ status: 'placed', lines: [{ sku: 'p0001', quantity: 1 }] });
  const cancel = { ...placeOrder('cancelled'), type: 'cancel-order', orderId: reply.orderId, expectedVersion: 1 } as const;
  expect(await inNode.shop.execute({ ...cancel, customerId: null })).toHaveProperty('reply');
  expect(await fromClient.shop.order(reply.orderId)).toMatchObject({ status: 'cancelled', version: 2 });
});

test('both at once keep every rule', { timeout: 120_000 }, async () => {
  const merchants = ['m0001', 'm0002', 'm0003'];
  for (const turn of Array.from({ length: 6 }, (_, at) => at)) {
    const pair = [merchants[turn % 3] ?? '', merchants[(turn + 1) % 3] ?? ''];
    await Promise.all(
      [fromClient, inNode].flatMap(({ shop }, side) => [
        shop.execute(placeBasket(`basket ${turn} ${side}`, side ? pair : pair.toReversed())),
        shop.execute(placeOrder(`order ${turn} ${side}`, pair[0])),
      ]),
    );
  }
  const { breaches } = await checkRecords(inNode.shop.records(), { sha256: (text) => hash('sha256', text, 'hex') });
  expect(breaches).toEqual([]);
});
