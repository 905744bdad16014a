import fc from 'fast-check';
import type { Command } from '../src/commands.ts';
import { addProduct, changePrice, placeBasket, placeOrder, registerMerchant, restock, transferFunds } from './market.ts';

/** What happens next in a generated day. Numbers choose among what has happened so far, so that they hit something. */
export type Event =
  | { event: 'new'; command: Command }
  /** An order so far is cancelled or shipped. */
  | { event: 'cancel' | 'ship'; order: number; customerId: string | null; expectedVersion: number | null }
  /** An earlier command comes again, as it was. */
  | { event: 'repeat'; earlier: number }
  /** The key of an earlier command is used for another request. */
  | { event: 'reuse'; earlier: number; command: Command }
  /** A command is cut off by a crash after some partitions, then sent again. */
  | { event: 'crash'; command: Command; partitions: number };

/** The shop in which every generated day begins: three merchants of one currency and one of another, with something to sell. */
export const morning: readonly Command[] = [
  registerMerchant('1'),
  registerMerchant('2'),
  registerMerchant('3'),
  registerMerchant('4', { currency: 'CHF' }),
  ...['m1', 'm2', 'm3', 'm4'].map((merchantId) => addProduct(merchantId, 'tea', { priceMinor: 250, stock: 12 })),
  ...['m1', 'm2', 'm3', 'm4'].map((merchantId) => addProduct(merchantId, 'mug', { priceMinor: 1999, stock: 3 })),
  // Two of them are more than an account holds exactly.
  ...['m2', 'm3'].map((merchantId) => addProduct(merchantId, 'palace', { priceMinor: 2 ** 52, stock: 3 })),
];

const merchantId = oftenOneOf('m9', 'm1', 'm1', 'm2', 'm2', 'm3', 'm3', 'm4');
const sku = oftenOneOf('saucer', 'tea', 'tea', 'tea', 'mug', 'mug', 'palace');
const customerId = oftenOneOf('eve', 'ann', 'bob');
const categoryId = oftenOneOf('cars', 'drinks', 'books');
const quantity = rarelyHuge(1, 3);
const priceMinor = rarelyHuge(0, 5000);
const expectedVersion = fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 });
const line = fc.record({ sku, quantity });
const basketLine = fc.tuple(merchantId, sku, quantity);

// Each command gets its id from the day it comes in.
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ categoryId, currency: fc.constantFrom('EUR', 'CHF') }).map((over) => registerMerchant('', over)),
  fc
    .tuple(merchantId, sku, fc.record({ categoryId, priceMinor, stock: rarelyHuge(0, 9) }))
    .map(([at, sku, over]) => addProduct(at, sku, over)),
  fc.tuple(priceMinor, fc.record({ merchantId, sku, expectedVersion })).map(([price, over]) => changePrice(price, over)),
  fc.tuple(quantity, fc.record({ merchantId, sku, expectedVersion })).map(([units, over]) => restock(units, over)),
  {
    arbitrary: fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.record({ merchantId, customerId }))
      .map(([lines, over]) => placeOrder('', lines, over)),
    weight: 4,
  },
  {
    arbitrary: fc
      .tuple(fc.array(basketLine, { minLength: 1, maxLength: 3 }), fc.record({ customerId }))
      .map(([lines, over]) => placeBasket('', lines, over)),
    weight: 4,
  },
  {
    arbitrary: fc.tuple(merchantId, merchantId, rarelyHuge(1, 900)).map(([from, to, amount]) => transferFunds(from, to, amount)),
    weight: 2,
  },
);

/** One event; a day is a list of them. */
export const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  { arbitrary: fc.record({ event: fc.constant('new' as const), command }), weight: 10 },
  {
    arbitrary: fc.record({
      event: fc.constantFrom('cancel' as const, 'ship' as const),
      order: fc.nat(),
      customerId: fc.option(customerId, { freq: 2 }),
      expectedVersion,
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ event: fc.constant('repeat' as const), earlier: fc.nat() }), weight: 3 },
  { arbitrary: fc.record({ event: fc.constant('reuse' as const), earlier: fc.nat(), command }), weight: 1 },
  { arbitrary: fc.record({ event: fc.constant('crash' as const), command, partitions: fc.nat({ max: 2 }) }), weight: 2 },
);

function oftenOneOf(rare: string, ...often: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ arbitrary: fc.constantFrom(...often), weight: 12 }, { arbitrary: fc.constant(rare), weight: 1 });
}

/** Now and then as much as a number holds exactly, or half of it, so that sums pass 2^53. */
function rarelyHuge(min: number, max: number): fc.Arbitrary<number> {
  const huge = fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 52);
  return fc.oneof({ arbitrary: fc.integer({ min, max }), weight: 40 }, { arbitrary: huge, weight: 2 });
}
