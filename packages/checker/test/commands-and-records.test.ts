import type { AnyRecord } from '@outgrow/domain/records';
import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../src/history.ts';
import {
  answered,
  audit,
  command,
  failed,
  judged,
  order,
  ordered,
  outcome,
  priced,
  read,
  refused,
  sent,
  tea,
  told,
  unknown,
} from './history.ts';

/** The smallest histories and records that a rule lets pass and does not, with what it says of the guilty. */
interface Proof {
  innocent: { [named: string]: [events: HistoryEvent[], records: AnyRecord[]] };
  guilty: { [named: string]: [events: HistoryEvent[], records: AnyRecord[], says: string[]] };
}

const cancelled = (commandId: string, orderId: string) =>
  command(commandId, 5, 6, told({ orderId, status: 'cancelled', version: 2 }), { op: 'cancel-order' });
const shipped = (commandId: string, orderId: string) =>
  command(commandId, 5, 6, told({ orderId, status: 'shipped', version: 2 }), { op: 'ship-order', by: 'staff:m1' } as object);
const shares = [
  { merchantId: 'm1', orderId: 'm1.c1', totalMinor: 500, currency: 'EUR' },
  { merchantId: 'm2', orderId: 'm2.c1', totalMinor: 200, currency: 'EUR' },
];
const basket = command('c1', 0, 2, told({ basketId: 'c1', totalMinor: 700, currency: 'EUR', orders: shares }), {
  op: 'place-basket',
  merchants: ['m1', 'm2'],
});
const half = order('c1', { merchantId: 'm2', totalMinor: 200 });
const stored = [order('c1'), outcome('c1')];

const proofs: { [checker: string]: Proof } = {
  'lost writes': {
    innocent: {
      'an order that is there': [ordered('c1'), stored],
      'an order of unknown outcome that is not there': [[sent('c1', 0)], []],
      'an order that was told of in a second attempt': [
        [sent('c1', 0), answered('c1', 2, unknown()), ...ordered('c1', 3).slice(1)],
        stored,
      ],
      'a basket that is there': [basket, [order('c1'), half, outcome('c1'), outcome('c1', 'm2')]],
      'an order that was cancelled': [
        [...ordered('c1'), ...cancelled('c2', 'm1.c1')],
        [order('c1', { status: 'cancelled' }), outcome('c1'), outcome('c2')],
      ],
      'prices that follow one another': [
        [...priced('c1', 0, 3, 3), ...priced('c2', 0, 2, 2)],
        [tea({ version: 4 }), outcome('c1'), outcome('c2')],
      ],
    },
    guilty: {
      'a lost order': [ordered('c1'), [], ['place-order c1 was accepted, but took no effect at m1']],
      'a lost order behind a repeat that was refused': [
        [...ordered('c1'), answered('c1', 9, refused())],
        [],
        ['place-order c1 was accepted, but took no effect at m1'],
      ],
      'an order of which only the reply is there': [
        ordered('c1'),
        [outcome('c1')],
        ['order m1.c1 was accepted over 500, but is not there'],
      ],
      'another total': [
        ordered('c1'),
        [order('c1', { totalMinor: 499 }), outcome('c1')],
        ['order m1.c1 was accepted over 500, but is stored over 499'],
      ],
      'one customer for another': [
        ordered('c1'),
        [order('c1', { customerId: 'bob' }), outcome('c1')],
        ["order m1.c1 of customer:ann is stored as bob's"],
      ],
      "another's order": [
        command('c1', 0, 2, told({ orderId: 'm1.c9', totalMinor: 500, version: 1 })),
        stored,
        ['place-order c1 was told of order m1.c9, not of its own m1.c1'],
      ],
      'half a basket': [basket, stored, ['place-basket c1 was accepted, but took no effect at m2']],
      'a cancellation that was taken back': [
        [...ordered('c1'), ...cancelled('c2', 'm1.c1')],
        [...stored, outcome('c2')],
        ['order m1.c1 was answered cancelled, but is stored as placed'],
      ],
      'an order both cancelled and shipped': [
        [...ordered('c1'), ...cancelled('c2', 'm1.c1'), ...shipped('c3', 'm1.c1')],
        [order('c1', { status: 'shipped' }), outcome('c1'), outcome('c2'), outcome('c3')],
        ['order m1.c1 was answered cancelled, then shipped'],
      ],
      'a closed order that is not there': [
        cancelled('c2', 'm1.c1'),
        [outcome('c2')],
        ['order m1.c1 was answered cancelled, but is not there'],
      ],
      'a price that was overwritten': [
        [...priced('c1', 0, 2, 2), ...priced('c2', 0, 2, 2)],
        [tea({ version: 2 }), outcome('c1'), outcome('c2')],
        ['two commands were told that they made version 2 of product m1/tea'],
      ],
      'a price that was taken back': [
        priced('c1', 0, 2, 2),
        [tea({ version: 1 }), outcome('c1')],
        ['product m1/tea was changed to version 2, but is stored as version 1'],
      ],
      'another price under the version that was told': [
        priced('c1', 0, 2, 2),
        [tea({ version: 2, priceMinor: 251 }), outcome('c1')],
        ['product m1/tea was given the price 250, but is stored at 251'],
      ],
      'another reply remembered than was given': [
        ordered('c1'),
        [order('c1'), outcome('c1', 'm1', { totalMinor: 1 })],
        ['place-order c1 was replied 500, but m1 remembers 1'],
      ],
      'a product that is gone': [priced('c1', 0, 2, 2), [outcome('c1')], ['product m1/tea was changed, but is not there']],
    },
  },
  'phantom orders': {
    innocent: {
      'an order that was asked for, and one of the seeded market': [
        ordered('c1'),
        [
          order('c1'),
          order('c9', { placedAt: '2025-12-31T23:59:59.999Z' }),
          audit('c1'),
          audit('c9', '2025-12-31T23:59:59.999Z'),
        ],
      ],
    },
    guilty: {
      'an order that nobody asked for': [[], [order('c9'), audit('c9')], ['order m1.c9 was placed, but nobody asked for it']],
      'a command that nobody sent': [[], [audit('c9')], ['restock c9 took effect at m1, but nobody sent it']],
      'an order at another merchant': [
        ordered('c1'),
        [order('c1', { merchantId: 'm2' })],
        ['order m2.c1 was placed, but its place-order was sent to m1'],
      ],
    },
  },
  'took effect although refused': {
    innocent: {
      'a refused order that is not there': [command('c1', 0, 2, refused()), []],
      'a repeat that was refused while the first may be on its way': [
        [...command('c1', 0, 2, unknown()), answered('c1', 4, refused())],
        stored,
      ],
      'a repeat that was accepted after it had not been done': [
        [...command('c1', 0, 2, failed('overloaded')), ...ordered('c1', 4).slice(1)],
        stored,
      ],
    },
    guilty: {
      'a refused order that is there': [
        command('c1', 0, 2, refused()),
        stored,
        ['place-order c1 was answered out_of_stock, but took effect at m1'],
      ],
      'an order that the API said was not done': [
        command('c1', 0, 2, failed()),
        [order('c1')],
        ['place-order c1 was answered unavailable, but took effect at m1'],
      ],
    },
  },
  'duplicate effect': {
    innocent: {
      'a repeat that hears the same': [[...ordered('c1'), ...ordered('c1', 5).slice(1)], stored],
      'the orders of a basket': [basket, [order('c1'), half]],
      'a repeat of a basket that hears its orders in another sequence': [
        [...basket, answered('c1', 5, told({ basketId: 'c1', totalMinor: 700, orders: shares.toReversed() }))],
        [],
      ],
    },
    guilty: {
      'an order that is stored twice': [ordered('c1'), [order('c1'), order('c1')], ['order m1.c1 is stored twice']],
      'a repeat that changes the price again': [
        [...priced('c1', 0, 2, 2), ...priced('c1', 3, 4, 3).slice(1)],
        [],
        ['change-price c1 was replied 2, and to a repeat 3'],
      ],
      'a repeat that is told another order': [
        [...ordered('c1'), answered('c1', 5, told({ orderId: 'm1.c9', totalMinor: 500 }))],
        [],
        ['place-order c1 was replied 500, and to a repeat order m1.c9, 500'],
      ],
      'a repeated cancellation that is told another order': [
        [...cancelled('c2', 'm1.c1'), ...cancelled('c2', 'm1.c9').slice(1)],
        [],
        ['cancel-order c2 was replied order m1.c1, 2, and to a repeat order m1.c9, 2'],
      ],
      'a repeat of a basket that is told other orders': [
        [...basket, answered('c1', 5, told({ basketId: 'c1', totalMinor: 700, orders: shares.slice(0, 1) }))],
        [],
        ['place-basket c1 was replied m1.c1 over 500, m2.c1 over 200, and to a repeat m1.c1 over 500'],
      ],
    },
  },
  convergence: {
    innocent: {
      'systems that agree with the records': [
        [final('app 1', 'm1/tea', 4), final('replica', 'm1.c1', 1), final('app 1', 'm1/mug', 0)],
        [tea({ version: 4 }), order('c1')],
      ],
    },
    guilty: {
      'a cache that was never cleared': [
        [final('app 1', 'm1/tea', 4), final('app 2', 'm1/tea', 3)],
        [tea({ version: 4 })],
        ['app 2 has m1/tea as version 3, but it is stored as version 4'],
      ],
      'an index that missed an order': [
        [final('index', 'm1.c1', 0)],
        [order('c1')],
        ['index has m1.c1 not at all, but it is stored as version 1'],
      ],
      'an index that holds what is gone': [
        [final('index', 'm1.c1', 1)],
        [],
        ['index has m1.c1 as version 1, but it is stored not at all'],
      ],
    },
  },
};

describe.each(Object.entries(proofs))('the checker of %s', (checker, { innocent, guilty }) => {
  test.each(Object.entries(innocent))('is content with %s', (_named, [events, records]) => {
    expect(judged(checker, events, records)).toMatchObject({ count: 0, first: [] });
  });

  test.each(Object.entries(guilty))('shows %s', (_named, [events, records, says]) => {
    expect(judged(checker, events, records)).toMatchObject({ count: says.length, first: says });
  });
});

describe('the verdicts', () => {
  test('compare the money that was replied with the money that is stored', () => {
    const { figures } = judged('lost writes', basket, [
      order('c1'),
      { ...half, value: { ...half.value, totalMinor: 150 } } as AnyRecord,
    ]);
    expect(figures).toEqual({ accepted: 1, repliedMinor: 700, storedMinor: 650 });
  });

  test('count the commands of unknown outcome, and those that turned out to be applied', () => {
    const events = [sent('c1', 0), ...command('c2', 0, 2, unknown('outcome_unknown')), ...ordered('c3')];
    const { count, figures } = judged('unknown outcomes', events, [outcome('c2'), outcome('c3')]);
    expect([count, figures]).toEqual([0, { unknown: 2, applied: 1 }]);
  });

  test('name the system that is wrong', () => {
    const finals = [final('app 1', 'm1/tea', 4), final('app 2', 'm1/tea', 3)];
    const { says, figures } = judged('convergence', finals, [tea({ version: 4 })]);
    expect(says).toBe('wrong in 1 of 2 final reads: app 2 in 1');
    expect(figures).toEqual({ finalReads: 2, 'wrong: app 1': 0, 'wrong: app 2': 1 });
  });

  test('show the first of many violations, and count all', () => {
    const { count, first } = judged('lost writes', Array.from({ length: 150 }, (_, n) => ordered(`c${n}`)).flat());
    expect([count, first.length]).toEqual([150, 20]);
  });

  test('say nothing of an empty history', () => {
    for (const checker of Object.keys(proofs)) expect(judged(checker, [read(1, 0)])).toMatchObject({ count: 0 });
  });
});

function final(system: string, of: string, version: number): HistoryEvent {
  return { is: 'final', system, of, version };
}
