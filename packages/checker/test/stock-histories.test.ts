import type { AnyRecord } from '@outgrow/domain/records';
import { describe, expect, test } from 'vitest';
import { stockHistories } from '../src/checkers/stock-histories.ts';
import { Commands } from '../src/commands.ts';
import type { HistoryEvent } from '../src/history.ts';
import { LIMITS } from '../src/linearizable-stock.ts';
import {
  answered,
  command,
  failed,
  judged,
  ordered,
  outcome,
  priced,
  read,
  refused,
  sent,
  TEA,
  tea,
  told,
  unknown,
} from './history.ts';

const two = { of: TEA, quantity: 2 };
const basket = {
  op: 'place-basket',
  merchants: ['m1', 'm2'],
  lines: [
    { of: TEA, quantity: 2 },
    { of: 'm2/mug', quantity: 1 },
  ],
};
const seen = (stock: number, fromMs: number) => read(1, fromMs, { stock });
const restocked = (commandId: string, fromMs: number, stock: number) =>
  command(commandId, fromMs, fromMs + 2, told({ merchantId: 'm1', sku: 'tea', stock, version: 2 }), { ...two, op: 'restock' });

const innocent: { [named: string]: [events: HistoryEvent[], atRest: number, records?: AnyRecord[]] } = {
  'a sale and a read': [[seen(5, 0), ...ordered('c1', 10, two), seen(3, 20)], 3],
  'a restock and a read': [[seen(5, 0), ...restocked('c1', 10, 7), seen(7, 20)], 7],
  'a sale of unknown outcome that took effect': [
    [...command('c1', 0, 2, unknown(), two), seen(5, 5), seen(3, 9)],
    3,
    [outcome('c1')],
  ],
  'a sale of unknown outcome that did not': [[sent('c1', 0, two), seen(5, 9)], 5],
  'a sale that was not done at first': [
    [...command('c1', 0, 2, failed(), two), ...ordered('c1', 5, two).slice(1), seen(3, 9)],
    3,
  ],
  'a repeat refused while the first may be on its way': [
    [...command('c1', 0, 2, unknown(), two), answered('c1', 4, refused()), seen(3, 9)],
    3,
    [outcome('c1')],
  ],
  'a refusal for want of units': [[...command('c1', 0, 2, refused(), { of: TEA, quantity: 9 })], 5],
  'a refusal for another reason': [[...command('c1', 0, 2, refused('unknown_customer'), two)], 5],
  'a basket that was refused, perhaps for another product': [[...command('c1', 0, 2, refused(), basket)], 5],
  'a basket of unknown outcome that took effect at another merchant only': [
    [...command('c1', 0, 2, unknown(), basket), seen(5, 9)],
    5,
    [outcome('c1', 'm2')],
  ],
  'a basket that sold': [[seen(5, 0), ...command('c1', 2, 4, told({}), basket), seen(3, 9)], 3],
  'a new price': [[...priced('c1', 0, 2, 2), seen(5, 9)], 5],
};

const guilty: { [named: string]: [events: HistoryEvent[], atRest: number, stuck: string] } = {
  'an old stock after a sale': [[...ordered('c1', 10, two), seen(5, 20)], 3, 'the stock of 5 read at 2026-01-01T00:00:00.020Z'],
  'a sale that took nothing': [[seen(5, 0), ...ordered('c1', 10, two)], 5, 'the stock of 5 read at 2026-01-01T00:00:00.000Z'],
  'a basket that took nothing': [
    [seen(5, 0), ...command('c1', 10, 12, told({}), basket)],
    5,
    'the stock of 5 read at 2026-01-01T00:00:00.000Z',
  ],
  'a refusal though there were enough': [
    [...command('c1', 0, 2, refused(), two)],
    5,
    'that fewer than 2 were there at 2026-01-01T00:00:00.000Z',
  ],
  'a restock that left too much': [
    [seen(5, 0), ...restocked('c1', 10, 8)],
    7,
    'the 2 units added at 2026-01-01T00:00:00.010Z, which left 8',
  ],
};

describe('the checker of linearizable stock', () => {
  test.each(Object.entries(innocent))('is content with %s', (_named, [events, stock, records = []]) => {
    expect(judgedStock(events, stock, records)).toMatchObject({
      count: 0,
      first: [],
      figures: { undecided: 0, leftOut: 0 },
    });
  });

  test.each(Object.entries(guilty))('shows %s', (_named, [events, stock, stuck]) => {
    const { count, first } = judgedStock(events, stock);
    expect([count, ...first]).toEqual([1, expect.stringMatching(new RegExp(`^product m1/tea: .* explains ${stuck}$`))]);
  });

  test('takes old copies for the reason only where it is reads alone that nothing explains', () => {
    const broken = (named: string) => {
      const [events, stock] = guilty[named] ?? [[], 0];
      return judgedStock(events, stock).guarantee;
    };
    expect([broken('an old stock after a sale'), broken('a basket that took nothing')]).toEqual(['freshReads', 'freshReads']);
    expect(broken('a refusal though there were enough')).toBeUndefined();
    // Of the stock that a restock left its reply tells, which is no copy.
    const events = [...restocked('c1', 10, 7), ...command('c2', 20, 22, refused(), two), seen(7, 30)];
    expect(judgedStock(events, 7)).toMatchObject({ count: 1, first: [expect.stringContaining('that fewer than 2 were there')] });
    expect(judgedStock(events, 7).guarantee).toBeUndefined();
  });

  test('looks at so many states over all products together, and says how many it leaves undecided', () => {
    const together = Array.from({ length: 20 }, (_, n) => ({ of: TEA, quantity: 2 ** n, op: 'restock' }));
    const hard = together.flatMap((over, n) => command(`c${n}`, 0, 99, told({}), over));
    const easy = ordered('c99', 0, { of: 'm1/mug', quantity: 1 });
    const records = [tea({ stock: 2 ** 20 }), tea({ sku: 'mug' })];
    const undecided = (maxStates: number) => {
      const commands = new Commands();
      const checker = stockHistories(commands, maxStates);
      for (const event of [...hard, ...easy, read(1, 50, { stock: -1 })]) {
        commands.see(event);
        checker.see?.(event);
      }
      for (const record of records) checker.seeRecord?.(record);
      const { says, figures } = checker.verdict();
      expect(says).toContain(`a search past 50,000 states, or ${maxStates.toLocaleString('en')} in all`);
      return figures.undecided;
    };
    expect(undecided(1_000)).toBe(2);
    expect(undecided(LIMITS.states + 10)).toBe(1);
  });

  test('leaves out a product of a merchant to whom a command went that names no product', () => {
    const events = [...ordered('c1'), seen(1, 9)];
    expect(judgedStock(events, 5)).toMatchObject({ count: 0, figures: { products: 0, leftOut: 1 } });
  });

  test('leaves a product with many operations undecided, and the reads of the warm-up aside', () => {
    const many = Array.from({ length: LIMITS.operations }, (_, n) => seen(4, n));
    expect(judgedStock(many, 5)).toMatchObject({ count: 0, figures: { products: 1, undecided: 1 } });
    const warmUp = [read(1, 0, { stock: 4, warmUp: true }), seen(5, 1)];
    expect(judgedStock(warmUp, 5)).toMatchObject({ count: 0, figures: { products: 1, undecided: 0 } });
  });
});

const judgedStock = (events: HistoryEvent[], stock: number, records: AnyRecord[] = []) =>
  judged('linearizable stock', events, [tea({ stock, received: stock }), tea({ merchantId: 'm2', sku: 'mug' }), ...records]);
