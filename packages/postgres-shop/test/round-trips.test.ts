import type { Command } from '@outgrow/domain/commands';
import { newOrderId } from '@outgrow/domain/keys';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/database.ts';
import { execute } from '../src/execute.ts';
import { reads } from '../src/reads.ts';
import { addProduct, placeBasket, placeOrder, sent, transferFunds } from './commands.ts';
import type { Relay } from './relay.ts';
import { relay } from './relay.ts';
import type { ShopOnPostgres } from './shop-on-postgres.ts';
import { shopOnPostgres, smallMarket } from './shop-on-postgres.ts';

let shop: ShopOnPostgres;
let relayed: Relay;
let database: Database;

beforeAll(async () => {
  shop = await shopOnPostgres(smallMarket('round trips', 3));
  relayed = await relay(shop.postgres.url);
  database = shop.database(1, relayed.url);
  // One command of each kind, so that their statements are prepared.
  const warmUp = [
    addProduct('m0001', 'rare', 1),
    placeOrder('warm-up', 'm0001'),
    cancelOrder('warm-up'),
    placeBasket('warm-up basket', ['m0001', 'm0002', 'm0003']),
    transferFunds('warm-up transfer', 'm0001', 'm0002'),
  ];
  for (const command of warmUp) expect(await run(command)).toHaveProperty('reply');
});
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
  await relayed?.[Symbol.asyncDispose]();
});

describe('on a warm connection', () => {
  test.each<[string, number, Command]>([
    ['place-order', 2, placeOrder('an order', 'm0001')],
    ['the repeat of it', 2, placeOrder('an order', 'm0001')],
    ['place-order of the last unit', 2, placeOrder('the last', 'm0001', 'rare')],
    ['the refusal of one more', 2, placeOrder('too late', 'm0001', 'rare')],
    ['cancel-order, which must see the order before its products,', 3, cancelOrder('an order')],
    ['the repeat of that', 2, cancelOrder('an order')],
    ['place-basket over three merchants', 2, placeBasket('a basket', ['m0001', 'm0002', 'm0003'])],
    ['transfer-funds', 2, transferFunds('a transfer', 'm0001', 'm0002')],
  ])('%s is %i round trips to the server', async (_name, trips, command) => {
    expect(await counted(() => run(command))).toBe(trips);
  });

  test('the first command of a kind, whose statements are not prepared yet, makes no more of them', async () => {
    const fresh = shop.database(1, relayed.url);
    await fresh.ping();
    expect(await counted(() => run(placeOrder('the first here', 'm0002'), fresh))).toBe(2);
  });

  test('a read is one, an account with its entries too', async () => {
    const { product, account } = reads(database);
    expect(await counted(() => product('m0001', 'p0001'))).toBe(1);
    expect(await counted(() => account('m0001', 'available', { limit: 10 }))).toBe(1);
  });

  test('a command ends its transaction with the last of them', async () => {
    relayed.tags.length = 0;
    await run(placeOrder('one more', 'm0003'));
    expect([relayed.tags[0], relayed.tags.at(-1)]).toEqual(['BEGIN', 'COMMIT']);
    relayed.tags.length = 0;
    await run(placeOrder('one more', 'm0003'));
    expect([relayed.tags[0], relayed.tags.at(-1)]).toEqual(['BEGIN', 'ROLLBACK']);
  });
});

const run = (command: Command, at = database) => execute(at, command);

async function counted(work: () => Promise<unknown>): Promise<number> {
  relayed.turns = 0;
  await work();
  return relayed.turns;
}

function cancelOrder(name: string): Command {
  const orderId = newOrderId('m0001', sent(name).commandId);
  return { type: 'cancel-order', ...sent(`cancel ${name}`), orderId, customerId: 'c0001', expectedVersion: null };
}
