import { describe, expect, test } from 'vitest';
import type { Command } from '../src/commands.ts';
import { productKey } from '../src/keys.ts';
import { rules } from '../src/rules.ts';
import {
  addProduct,
  cancelOrder,
  changePrice,
  placeBasket,
  placeOrder,
  registerMerchant,
  restock,
  shipOrder,
  tea,
  transferFunds,
} from './market.ts';
import { given } from './specification.ts';

/** One command of every type, each possible after those before it. */
const day: readonly Command[] = [
  registerMerchant('1'),
  registerMerchant('2'),
  addProduct('m1', 'tea', { priceMinor: 250, stock: 5 }),
  addProduct('m2', 'tea', { priceMinor: 250, stock: 5 }),
  changePrice(300),
  restock(5),
  placeOrder('o1', [tea(2)]),
  placeOrder('o2', [tea(2)]),
  cancelOrder('m1.o1'),
  shipOrder('m1.o2'),
  placeBasket('b', [
    ['m1', 'tea', 1],
    ['m2', 'tea', 1],
  ]),
  transferFunds('m1', 'm2', 100),
];

describe.each(
  day.map((command, index) => ({ command, before: day.slice(0, index), name: `${command.type} ${command.commandId}` })),
)('a repeat of $name', ({ command, before }) => {
  const asFirst = given(...before).when(command).reply;

  test('hears the same reply and changes nothing', () => {
    given(...before, command)
      .when(command)
      .thenReplies(asFirst)
      .andChangesNothing();
  });

  test('hears the same reply at the end of the day', () => {
    given(...day)
      .when(command)
      .thenReplies(asFirst)
      .andChangesNothing();
  });

  test('is refused where the request is another', () => {
    given(...before, command)
      .when({ ...command, fingerprint: 'another request' })
      .thenRefuses('idempotency_key_reused');
  });
});

describe('a repeat', () => {
  const sold = [registerMerchant('1'), addProduct('m1', 'tea', { stock: 1 }), placeOrder('o', [tea(1)])];

  test('of an accepted order hears its reply though nothing is left in stock', () => {
    given(...sold)
      .when(placeOrder('o', [tea(1)]))
      .thenReplies({ orderId: 'm1.o', totalMinor: 250, currency: 'EUR', status: 'placed', version: 1 })
      .andChangesNothing()
      .andHolds(productKey('m1', 'tea'), { stock: 0, version: 2 });
  });

  test('of an accepted change hears its reply though the version it expected is gone', () => {
    const change = changePrice(300, { expectedVersion: 2 });
    given(...sold, change, changePrice(400))
      .when(change)
      .thenReplies({ merchantId: 'm1', sku: 'tea', priceMinor: 300, version: 3 })
      .andChangesNothing();
  });

  test('of a refused order is decided anew, since nothing is remembered of a refusal', () => {
    given(...sold)
      .when(placeOrder('late', [tea(1)]))
      .thenRefuses('out_of_stock', { merchantId: 'm1', sku: 'tea', left: 0 });
    given(...sold, restock(1))
      .when(placeOrder('late', [tea(1)]))
      .thenReplies({ orderId: 'm1.late', totalMinor: 250, currency: 'EUR', status: 'placed', version: 1 });
  });

  test('under the key of another type of command is refused', () => {
    given(...sold)
      .when(restock(1, { commandId: 'o' }))
      .thenRefuses('idempotency_key_reused');
  });

  test('of a key at another merchant is another command, since no partition sees both', () => {
    given(...sold, registerMerchant('2'), addProduct('m2', 'tea'))
      .when(placeOrder('o', [tea(1)], { merchantId: 'm2' }))
      .thenReplies({ orderId: 'm2.o', totalMinor: 250, currency: 'EUR', status: 'placed', version: 1 })
      .andWritesAt('m2');
  });
});

test('the day has a command of every type', () => {
  expect(new Set(day.map(({ type }) => type))).toEqual(new Set(Object.keys(rules)));
});
