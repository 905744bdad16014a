import type { AnyRecord } from '../src/records.ts';
import type { Proof } from './proof.ts';
import { audit, order, product, trail } from './small-records.ts';

export const stockProofs = {
  stock: {
    innocent: {
      'a sale': [product(3, 5), order(2)],
      'a sale undone': [product(5, 5), order(2, { status: 'cancelled' })],
      'a sale shipped': [product(3, 5), order(2, { status: 'shipped' })],
    },
    guilty: {
      'a lost update: two orders, one of which took no units': {
        records: [product(3, 5), order(2), order(1)],
        says: ['m1: product tea has a stock of 3, but 5 received - 3 sold + 0 returned is 2'],
      },
      'a cancellation that returned no units': {
        records: [product(3, 5), order(2, { status: 'cancelled' })],
        says: ['m1: product tea has a stock of 3, but 5 received - 2 sold + 2 returned is 5'],
      },
      'units of half a basket: taken from stock, but with no order': {
        records: [product(3, 5)],
        says: ['m1: product tea has a stock of 3, but 5 received - 0 sold + 0 returned is 5'],
      },
      'the last unit sold twice': {
        records: [product(-1, 0), order(1)],
        says: ['m1: product tea has a negative stock of -1'],
      },
      'an order of a product that is not there': {
        records: [order(2)],
        says: ['m1: order m1.o sold 2 of product tea, which is not there'],
      },
    },
  },
  'received-units': {
    innocent: { 'a product listed with 5 units and restocked with 2': [product(7, 7), ...received(5, 2)] },
    guilty: {
      'a lost update: two restocks, one of which added no units': {
        records: [product(7, 7), ...received(5, 2, 2)],
        says: ['m1: product tea has 7 units received, but its audit trail 9'],
      },
      'a product that is gone': {
        records: received(5),
        says: ['m1: audit 1 received 5 of product tea, which is not there'],
      },
    },
  },
  'order-totals': {
    innocent: { 'an order of two units': [order(2)] },
    guilty: {
      'a total that forgets a unit': {
        records: [order(2, { totalMinor: 250 })],
        says: ['m1: order m1.o has a total of 250, but its lines sum to 500'],
      },
      'a tax that is not that of its lines': {
        records: [order(2, { taxMinor: 41 })],
        says: ['m1: order m1.o has a tax of 41, but that of its lines sums to 40'],
      },
    },
  },
} as const satisfies { [invariant: string]: Proof };

function received(first: number, ...more: readonly number[]): AnyRecord[] {
  const listed = { type: 'add-product', detail: { sku: 'tea', priceMinor: 250, stock: first } };
  return audit(...trail(listed, ...more.map((quantity) => ({ type: 'restock', detail: { sku: 'tea', quantity } }))));
}
