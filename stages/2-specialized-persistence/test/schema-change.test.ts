import { staffSecret } from '@outgrow/harness/market/secrets';
import { foundIn, reconcile } from '@outgrow/harness/reconcile';
import { type Running, startStage } from '@outgrow/harness/running';
import { seed, withShop } from '@outgrow/harness/seed';
import { pollUntil } from '@outgrow/services/poll-until';
import { query } from '@outgrow/services/postgres-query';
import type { ChangeStep } from '@outgrow/services/stage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atTheSource, everywhere } from '../changes/regional-prices/regional-prices.ts';
import stage from '../stage.ts';
import { shopper, type Visitor, visitor } from './visitor.ts';

const MARKET = { seed: 'schema change', merchants: 2, products: 4, customers: 5, orders: 0 } as const;
const MERCHANT = 'm0001';
const SEEN_WITHIN_MS = 15_000;

let running: Running;
let staff: Visitor;
let buyer: Visitor;
let operator: Visitor;
let price = 1_000;

beforeAll(async () => {
  running = await startStage(stage, { instances: 2, servers: [], settings: {} });
  await seed(stage, running.urls, MARKET);
  staff = visitor(running, staffSecret(MARKET.seed, MERCHANT));
  buyer = await shopper(running, MARKET.seed);
  operator = visitor(running, running.operatorKey);
}, 120_000);
afterAll(() => running?.[Symbol.asyncDispose](), 60_000);

describe('made everywhere, step by step, the change of a schema', () => {
  test('leaves every price right in every system, and takes orders in either release', { timeout: 90_000 }, async () => {
    await soldAndPriced();
    for (const step of everywhere.steps) {
      await taken([step]);
      await soldAndPriced();
      await agreedOn('p0001');
      // Nobody has written it since the market was seeded.
      await agreedOn('p0002');
      expect(await pricesCounted(), step.name).toBe(MARKET.merchants * MARKET.products);
    }
    expect(await columns()).toEqual(['prices']);
    await staff.post(`/v1/merchants/${MERCHANT}/products`, LAMP);
    await agreedOn(LAMP.sku);
    expect(await pricesCounted()).toBe(MARKET.merchants * MARKET.products + 1);
  });

  test('is undone, and what was written meanwhile stays', { timeout: 60_000 }, async () => {
    await undone();
    expect(await priceOf('p0001')).toBe(price);
    expect(await priceOf(LAMP.sku)).toBe(LAMP.priceMinor);
  });
});

describe('made at the source only, it', () => {
  test('shows no price of what was copied before, and leaves index and warehouse behind', { timeout: 60_000 }, async () => {
    await soldAndPriced();
    await agreedOn('p0001');
    await agreedOn('p0002');
    const before = await priceOf('p0002');
    await taken(atTheSource.steps);

    expect(await priceOf('p0002'), 'the grid holds what release 1 has put').toBeUndefined();
    expect(await recorded('p0002')).toBe(before);
    await soldAndPriced();
    expect(await priceOf('p0001'), 'a write takes it out').toBe(price);
    const { index, warehouse } = await copiesOf('p0001');
    expect(index).not.toHaveProperty('priceMinor');
    expect(index?.version).toBeLessThan((await staff.get<Product>(pathOf('p0001'))).version);
    await expect(operator.post('/v1/ops/settle')).rejects.toThrow('503');
    expect(running.servers.warehouse?.logs()).toContain('column products.price_minor does not exist');
    expect((await copiesOf('p0001')).warehouse).toEqual(warehouse);
    expect(await pricesCounted()).toBe(0);
  });

  test('is undone, and all agree again', { timeout: 60_000 }, undone);
});

/** An order at the price that holds, and another price, at the one instance and the other. */
async function soldAndPriced(): Promise<void> {
  for (const _ of running.appUrls) {
    const { orderId } = await buyer.post<{ orderId: string }>('/v1/orders', {
      merchantId: MERCHANT,
      lines: [{ sku: 'p0001', quantity: 1 }],
    });
    const { lines } = await buyer.get<{ lines: { priceMinor: number }[] }>(`/v1/orders/${orderId}`);
    expect(lines[0]?.priceMinor).toBe(await recorded('p0001'));
    price += 1;
    await staff.put(`${pathOf('p0001')}/price`, { priceMinor: price });
    expect(await recorded('p0001')).toBe(price);
  }
}

/** At each instance: nobody shows another price under the same version, and in the end all show the last one. */
async function agreedOn(sku: string): Promise<void> {
  for (const _ of running.appUrls) {
    const shown = await recorded(sku);
    expect(await priceOf(sku)).toBe(shown);
    let last: unknown;
    await pollUntil(
      `all to show ${sku} at ${shown}`,
      SEEN_WITHIN_MS,
      async () => {
        const copies = await copiesOf(sku);
        last = copies;
        // A cache need not hold it.
        return Object.entries(copies).every(
          ([system, copy]) => copy.priceMinor === shown || (system === 'grid' && copy.is === 'absent'),
        );
      },
      () => JSON.stringify(last),
    );
  }
}

async function undone(): Promise<void> {
  await taken(everywhere.undo);
  expect(await columns()).toEqual(['currency', 'price_minor']);
  await soldAndPriced();
  await agreedOn('p0001');
  await operator.post('/v1/ops/settle');
  const found = await withShop(stage, running.urls, (shop) => reconcile(shop, { repair: false }));
  expect(found.map((one) => [one.system, foundIn(one)])).toEqual(found.map(({ system }) => [system, 0]));
}

async function taken(steps: readonly ChangeStep[]): Promise<void> {
  for (const { run } of steps) await run(running);
}

interface Product {
  version: number;
  priceMinor?: number;
}
type Copies = Readonly<Record<string, Partial<Product> & { is: string }>>;

const pathOf = (sku: string): string => `/v1/merchants/${MERCHANT}/products/${sku}`;
const priceOf = async (sku: string) => (await staff.get<Product>(pathOf(sku))).priceMinor;
const said = (sku: string) => operator.get<{ before: Product; copies: Copies }>(`/v1/ops/copies/${MERCHANT}/${sku}`);
const recorded = async (sku: string) => (await said(sku)).before.priceMinor;
const copiesOf = async (sku: string) => (await said(sku)).copies;

/** How many products the facets of a search count by their prices. */
async function pricesCounted(): Promise<number> {
  const { facets } = await staff.get<{ facets: { prices: { count: number }[] } }>('/v1/products?q=of&facets=true');
  return facets.prices.reduce((sum, { count }) => sum + count, 0);
}

const columns = async (): Promise<string[]> => {
  const rows = await query<{ name: string }>(
    running.urls.postgresOwner ?? '',
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = 'products' AND column_name IN ('price_minor', 'currency', 'prices') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};

const LAMP = { sku: 'lamp', name: 'The lamp', description: 'Of glass', categoryId: 'kitchen', priceMinor: 2_500, stock: 5 };
