import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearizableStock, type StockOperation } from '../src/linearizable-stock.ts';

/** Another one each time; it stands in the name of the suite, and the variable replays it. */
const seed = Number(process.env.OUTGROW_SEED ?? Date.now() % 2 ** 31);

const add = (fromMs: number, toMs: number, units: number, leaves?: number): StockOperation => ({
  is: 'add',
  units,
  fromMs,
  toMs,
  ...(leaves !== undefined && { leaves }),
});
const take = (fromMs: number, toMs: number, units: number): StockOperation => ({ is: 'take', units, fromMs, toMs });
const refused = (fromMs: number, toMs: number, units: number): StockOperation => ({ is: 'refused', units, fromMs, toMs });
const read = (fromMs: number, toMs: number, stock: number): StockOperation => ({ is: 'read', stock, fromMs, toMs });

describe('the stock of one product', () => {
  test.each<[string, number, StockOperation[]]>([
    ['no operation', 0, []],
    ['a read after a sale', 5, [take(0, 1, 2), read(2, 3, 3)]],
    ['a read during a sale that sees the stock before', 5, [take(0, 9, 2), read(2, 3, 5)]],
    ['a read during a sale that sees the stock after', 5, [take(0, 9, 2), read(2, 3, 3)]],
    ['a read in the millisecond in which a sale ends', 5, [take(0, 2, 2), read(2, 3, 5)]],
    ['a sale of what a restock at the same time brought', 0, [take(0, 9, 2), add(1, 8, 2, 2)]],
    ['a refusal while another buys the last', 1, [take(0, 9, 1), refused(1, 8, 1)]],
    ['two reads of two sales in either order', 5, [take(0, 9, 1), take(0, 9, 2), read(1, 2, 3), read(3, 4, 2)]],
  ])('is linearizable with %s', (_named, initial, history) => {
    expect(linearizableStock(initial, history)).toMatchObject({ is: 'linearizable' });
  });

  test.each<[string, number, StockOperation[], number]>([
    ['an old read after a sale', 5, [take(0, 1, 2), read(2, 3, 5)], 1],
    ['the last unit sold twice', 1, [take(0, 9, 1), take(0, 9, 1)], 1],
    ['a refusal though there were enough', 5, [refused(0, 1, 2)], 0],
    ['a read that goes back while a sale goes on', 5, [take(0, 9, 2), read(1, 2, 3), read(3, 4, 5)], 2],
    ['a restock that left what it cannot have left', 5, [add(0, 1, 2, 8)], 0],
    ['two restocks that overwrote each other', 5, [add(0, 9, 2, 7), add(0, 9, 3, 8)], 1],
    ['a read of what never was', 5, [take(0, 9, 2), read(1, 2, 4)], 1],
  ])('is not with %s', (_named, initial, history, stuck) => {
    expect(linearizableStock(initial, history)).toMatchObject({ is: 'violated', stuck: history[stuck] });
  });

  test('is left undecided past the limits, and says which', () => {
    const limits = { operations: 30, states: 50 };
    expect(
      linearizableStock(
        0,
        Array.from({ length: 31 }, (_, n) => read(n, n, 0)),
        limits,
      ),
    ).toEqual({
      is: 'undecided',
      states: 0,
      why: '31 operations are more than 30',
    });
    const together = Array.from({ length: 20 }, (_, n) => add(0, 99, 2 ** n));
    expect(linearizableStock(0, [...together, read(50, 60, -1)], limits)).toEqual({
      is: 'undecided',
      states: 50,
      why: 'the search went past 50 states',
    });
  });

  test('is decided for a long history of a few at a time', () => {
    const history = Array.from({ length: 120 }, (_, n) => [
      take(n * 2, n * 2 + 5, 1),
      read(n * 2 + 10, n * 2 + 11, 200 - n - 3),
    ]).flat();
    expect(linearizableStock(200, history).is).not.toBe('undecided');
  });
});

describe(`against all orders there are (OUTGROW_SEED=${seed})`, () => {
  test('says the same as a search by brute force', () => {
    const said = { linearizable: 0, violated: 0, undecided: 0 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.array(anyOperation, { maxLength: 6 }), (initial, history) => {
        const { is } = linearizableStock(initial, history);
        said[is] += 1;
        expect(is).toBe(byBruteForce(initial, history) ? 'linearizable' : 'violated');
      }),
      { seed, numRuns: 3_000 },
    );
    expect(Math.min(said.linearizable, said.violated), 'both were met').toBeGreaterThan(100);
  });
});

const units = fc.integer({ min: 1, max: 2 });
const times = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 4 }))
  .map(([from, took]) => [from, from + took] as const);
const stock = fc.integer({ min: 0, max: 4 });

const anyOperation: fc.Arbitrary<StockOperation> = fc.oneof(
  fc.tuple(times, units, fc.option(stock, { nil: undefined })).map(([[from, to], n, leaves]) => add(from, to, n, leaves)),
  fc.tuple(times, units).map(([[from, to], n]) => take(from, to, n)),
  fc.tuple(times, units).map(([[from, to], n]) => refused(from, to, n)),
  fc.tuple(times, stock).map(([[from, to], n]) => read(from, to, n)),
);

/** Tries every order of the operations. */
function byBruteForce(stock: number, left: readonly StockOperation[]): boolean {
  if (left.length === 0) return true;
  return left.some((operation) => {
    const rest = left.filter((other) => other !== operation);
    if (rest.some((other) => other.toMs < operation.fromMs)) return false;
    if (operation.is === 'read') return stock === operation.stock && byBruteForce(stock, rest);
    if (operation.is === 'refused') return stock < operation.units && byBruteForce(stock, rest);
    if (operation.is === 'take') return stock >= operation.units && byBruteForce(stock - operation.units, rest);
    const after = stock + operation.units;
    return (operation.leaves === undefined || operation.leaves === after) && byBruteForce(after, rest);
  });
}
