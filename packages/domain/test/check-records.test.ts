import { describe, expect, test } from 'vitest';
import { checkRecords, MAX_BREACHES } from '../src/invariants.ts';
import type { AnyRecord, Product } from '../src/records.ts';
import {
  addProduct,
  cancelOrder,
  MARKET,
  placeBasket,
  placeOrder,
  registerMerchant,
  shipOrder,
  tea,
  transferFunds,
} from './market.ts';
import { account, order, product } from './small-records.ts';
import { sha256, World } from './world.ts';

const basket = placeBasket('b', [
  ['m1', 'tea', 2],
  ['m2', 'tea', 1],
]);

/** A shop after a day of trade. */
function shop(): World {
  const world = new World(MARKET);
  const day = [
    registerMerchant('1'),
    registerMerchant('2'),
    addProduct('m1', 'tea'),
    addProduct('m2', 'tea'),
    placeOrder('o', [tea(3)]),
    placeOrder('p', [tea(1)]),
    cancelOrder('m1.o'),
    shipOrder('m1.p'),
    basket,
    transferFunds('m1', 'm2', 100),
  ];
  for (const command of day) world.execute(command);
  return world;
}

const check = (records: AsyncIterable<AnyRecord> | Iterable<AnyRecord>) => checkRecords(records, { sha256 });

describe('checkRecords', () => {
  test('finds no breach in a shop that kept its rules, and counts its records', async () => {
    const records = [...shop().records()];
    expect(await check(records)).toMatchObject({ breaches: [], count: 0, records: records.length });
  });

  test('finds no breach in an empty shop', async () => {
    expect(await check([])).toMatchObject({ breaches: [], count: 0, records: 0 });
  });

  test('takes a stream as well as a list', async () => {
    const { records } = await check(streamed(shop().records()));
    expect(records).toBe([...shop().records()].length);
  });

  test('does not ask that the merchants come in order', async () => {
    const byKind = Map.groupBy(shop().records(), ({ kind }) => kind);
    const merchants = ['m2', 'm1'];
    const turned = [...byKind.values()].flatMap((records) =>
      records.toSorted((a, b) => merchants.indexOf(merchantOf(a)) - merchants.indexOf(merchantOf(b))),
    );
    expect(await check(turned)).toMatchObject({ breaches: [], records: turned.length });
  });

  test('names the invariant, the merchant and the numbers of a lost update', async () => {
    const records = [...shop().records()].map((record) =>
      record.kind === 'product' && record.value.merchantId === 'm2'
        ? { ...record, value: { ...record.value, stock: 10 } }
        : record,
    );
    expect(await check(records)).toMatchObject({
      breaches: [
        {
          invariant: 'stock',
          merchantId: 'm2',
          message: 'product tea has a stock of 10, but 10 received - 1 sold + 0 returned is 9',
        },
      ],
      count: 1,
      counts: { stock: 1, balances: 0 },
    });
  });

  test('finds the partition that a crash kept from a basket', async () => {
    const world = new World(MARKET);
    for (const command of [registerMerchant('1'), registerMerchant('2'), addProduct('m1', 'tea'), addProduct('m2', 'tea')]) {
      world.execute(command);
    }
    const decision = world.decide(basket);
    world.apply('changes' in decision ? decision.changes : [], 1);
    expect((await check(world.records())).breaches).toEqual([
      { invariant: 'every-merchant-named', merchantId: 'm1', message: 'command b names m1, m2, but is not recorded here' },
    ]);
  });

  test('keeps the first hundred breaches and counts them all', async () => {
    const negative = Array.from({ length: MAX_BREACHES + 50 }, (_, n) => {
      const { value } = product(-1, -1) as { value: Product };
      return { kind: 'product', value: { ...value, sku: `tea-${n}` } } as const;
    });
    const { breaches, counts } = await check(negative);
    expect(breaches).toHaveLength(MAX_BREACHES);
    expect(counts.stock).toBe(MAX_BREACHES + 50);
  });

  test('fails where the kinds come out of order, since its answer would mean nothing', async () => {
    await expect(check([order(1), account('fees', 0)])).rejects.toThrow(
      'account records came after order records: yield the kinds in the order of KINDS',
    );
  });
});

async function* streamed<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

const merchantOf = ({ value }: AnyRecord): string => ('merchantId' in value ? value.merchantId : '');
