import * as plainly from '@outgrow/conformance/plain-sales';
import type { AnyRecord, Order, OrderLine } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import { market } from '@outgrow/harness/market';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ShopOnNodes, shopOn } from './nodes.ts';

const EVER = ['2000-01-01', '2099-12-31'] as const;
const MERCHANT = 'm0001';

const line = (sku: string, quantity: number, priceMinor: number): OrderLine => ({ sku, quantity, priceMinor, taxMinor: 0 });

const order = (merchantId: string, id: string, placedAt: string, lines: OrderLine[], some: Partial<Order> = {}): Order => ({
  merchantId,
  orderId: `${merchantId}.${id}`,
  customerId: 'c0001',
  lines,
  currency: 'EUR',
  totalMinor: lines.reduce((sum, { quantity, priceMinor }) => sum + quantity * priceMinor, 0),
  taxMinor: 0,
  placedAt,
  basketId: null,
  status: 'placed',
  version: 1,
  ...some,
});

/** At the edges of days and months, of several lines, and one that was cancelled. */
const ODD = [
  order('m0002', 'first', '2011-12-31T23:59:59.999Z', [line('p0001', 1, 10), line('p0002', 2, 1_000_000_000)], {
    status: 'shipped',
  }),
  order('m0002', 'next', '2012-01-01T00:00:00.000Z', [line('p0002', 3, 7), line('p0001', 3, 7)]),
  order('m0003', 'not', '2011-11-01T00:00:00.000Z', [line('p0001', 9, 9)], { status: 'cancelled' }),
  order('m0004', 'same', '2011-12-01T00:00:00.000Z', [line('p0001', 10_000, 1_000_000_000)]),
  order('m0004', 'late', '2031-01-31T23:59:59.999Z', [line('p0001', 1, 1)]),
];

const orders: Order[] = [];
let nodes: ShopOnNodes;
let shop: Shop;

beforeAll(async () => {
  // What lies on several nodes is added up there and then here.
  nodes = await shopOn({ nodes: 3, settings: { durability: 'memory', majorityOf: '3' } }, withOddOrders());
  shop = nodes.shop;
}, 300_000);
afterAll(async () => {
  await nodes?.[Symbol.asyncDispose]();
});

describe('of the same orders', () => {
  test('sales by day are what the orders say, for every merchant', async () => {
    for (const merchantId of ['m0001', 'm0002', 'm0003', 'm0004', 'm0005']) {
      expect(await shop.salesByDay(merchantId, ...EVER)).toEqual(plainly.salesByDay(orders, merchantId));
    }
    expect(await shop.salesByDay('nobody', ...EVER)).toEqual([]);
  });

  test('a day begins and ends at midnight in UTC', async () => {
    const total = 10 + 2_000_000_000;
    expect(await shop.salesByDay('m0002', '2011-12-31', '2011-12-31')).toEqual([
      { day: '2011-12-31', orders: 1, units: 3, totalMinor: total },
    ]);
    expect(await shop.salesByDay('m0002', '2012-01-01', '2012-01-01')).toEqual([
      { day: '2012-01-01', orders: 1, units: 6, totalMinor: 42 },
    ]);
    expect(await shop.salesByDay('m0002', '2011-12-01', '2011-12-30')).toEqual([]);
  });

  test('top products are what the orders say, at most as many as asked for', async () => {
    const top = plainly.topProducts(orders, MERCHANT);
    expect(top.length).toBeGreaterThan(3);
    expect(await shop.topProducts(MERCHANT, ...EVER, 100)).toEqual(top);
    expect(await shop.topProducts(MERCHANT, ...EVER, 2)).toEqual(top.slice(0, 2));
    expect(await shop.topProducts('m0004', '2011-12-01', '2011-12-01', 5)).toEqual([
      { sku: 'p0001', units: 10_000, totalMinor: 10_000_000_000_000 },
    ]);
  });

  test('cohorts are what the orders say', async () => {
    const cohorts = await shop.merchantCohorts();
    expect(cohorts).toEqual(plainly.merchantCohorts(orders));
    expect(cohorts[0]).toEqual({ cohort: '2011-12', month: '2011-12', merchants: 2, orders: 2 });
  });
});

function* withOddOrders(): Iterable<AnyRecord> {
  let hasOdd = false;
  for (const record of market({ seed: 'sales', merchants: 5, products: 10, customers: 10, orders: 300 })) {
    if (record.kind === 'order') orders.push(record.value);
    if (!hasOdd && record.kind === 'order') {
      hasOdd = true;
      for (const value of ODD) {
        orders.push(value);
        yield { kind: 'order', value };
      }
    }
    yield record;
  }
}
