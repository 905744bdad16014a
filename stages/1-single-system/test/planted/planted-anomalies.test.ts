import type { CheckerVerdict } from '@outgrow/checker/checker';
import type { HistoryEvent } from '@outgrow/checker/history';
import type { Product } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import { MemoryStore } from 'express-session';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { appInProcess } from './app-in-process.ts';
import { auditPlants } from './audit-plants.ts';
import { neverCleared } from './broken-shops.ts';
import { commandPlants } from './command-plants.ts';
import { expectFound, figuresOf, verdictsOn } from './found.ts';
import { type LoadedStage, loadedStage } from './loaded-stage.ts';
import { moneyPlants } from './money-plants.ts';
import { offendersIn } from './offenders.ts';
import { PLENTY, readPlants, SCARCE, SOUND, SUSPECT } from './read-plants.ts';
import { stockPlants } from './stock-plants.ts';
import { later, Visitors } from './visitors.ts';

const recordPlants = { ...stockPlants, ...moneyPlants, ...auditPlants, ...commandPlants };

let stage: LoadedStage;

beforeAll(async () => {
  stage = await loadedStage();
});
afterEach(() => stage?.mend());
afterAll(() => stage?.[Symbol.asyncDispose]());

test('nothing is found after a load that nothing was wrong with, though there was much to look at', async () => {
  const verdicts = await verdictsOnLoad();
  expectFound(verdicts, {});
  expect(figuresOf(verdicts, 'lost writes').accepted).toBeGreaterThan(50);
  expect(figuresOf(verdicts, 'phantom orders').placed).toBeGreaterThan(20);
  expect(figuresOf(verdicts, 'took effect although refused').refused).toBeGreaterThan(2);
  expect(figuresOf(verdicts, 'read your writes').ownReads).toBeGreaterThan(20);
  expect(figuresOf(verdicts, 'convergence').finalReads).toBeGreaterThan(20);
  expect(figuresOf(verdicts, 'linearizable stock')).toEqual({ products: 40, undecided: 0, leftOut: 0 });
});

test('for every checker that counts something, there is something here that it must find', async () => {
  const counting = (await verdictsOnLoad()).flatMap(({ checker }) => (checker === 'unknown outcomes' ? [] : [checker]));
  const shop = offendersIn(stage);
  const inRecords = Object.values(recordPlants).map((plant) => plant(shop).found);
  const inReads = Object.values(readPlants).map(({ found }) => found({ version: 1, stock: 1 }, []));
  expect(new Set([...inRecords, ...inReads].flatMap(Object.keys))).toEqual(new Set(counting));
});

describe('planted in the records of a running stage', () => {
  test.each(Object.entries(recordPlants))('%s is found, by all that should see it and by no other', async (_what, plant) => {
    const { sql, found } = plant(offendersIn(stage));
    await stage.sql(sql);
    expectFound(await verdictsOnLoad(), found);
  });
});

describe.each(Object.entries(readPlants))('reads of %s', (_what, { broken, does, found, figures }) => {
  test('are found at an instance that is broken', async () => {
    const { before, events, verdicts } = await driven(does, broken(stage.opened.shop));
    expectFound(verdicts, found(before, events));
    for (const [checker, measured] of Object.entries(figures?.(events) ?? {}))
      expect(figuresOf(verdicts, checker)).toMatchObject(measured);
  });

  test('are right at one that is not', async () => {
    const { verdicts } = await driven(does, stage.opened.shop);
    expectFound(verdicts, {});
  });
});

describe('the stock of one product that many sell, restock and read at once', () => {
  async function atOnce(visitors: Visitors): Promise<void> {
    const clerk = visitors.visitor();
    await clerk.reads(SUSPECT, SCARCE);
    // More than are sold in all, so that a stock of before is none of later by chance.
    await clerk.restocks(SOUND, SCARCE, 1_000);
    const restocking = async () => {
      for (let times = 0; times < 4; times += 1) await clerk.restocks(times % 2, SCARCE, 1_000);
    };
    const buying = async (_: unknown, number: number) => {
      const buyer = visitors.visitor();
      for (let times = 0; times < 6; times += 1) {
        await buyer.orders((number + times) % 2, SCARCE, 1 + (times % 2));
        await buyer.reads(SUSPECT, SCARCE);
      }
      // So many there never are.
      await buyer.orders(SOUND, SCARCE, 10_000);
    };
    await Promise.all([restocking(), ...Array.from({ length: 4 }, buying)]);
    await later();
    await visitors.visitor().reads(SUSPECT, SCARCE);
  }

  test('is found to be linearizable', async () => {
    const { events, verdicts } = await driven(atOnce, stage.opened.shop, SCARCE);
    expectFound(verdicts, {});
    expect(figuresOf(verdicts, 'linearizable stock')).toEqual({ products: 1, undecided: 0, leftOut: 0 });
    const outcomes = events.flatMap((event) => (event.is === 'answered' ? [event.outcome.is] : []));
    expect(outcomes.toSorted()).toEqual([...Array(29).fill('accepted'), ...Array(4).fill('refused')]);
  });

  test('is found not to be where a cache is never cleared', async () => {
    const { before, verdicts } = await driven(atOnce, neverCleared(stage.opened.shop), SCARCE);
    const found = verdicts.find(({ checker }) => checker === 'linearizable stock');
    const first = [expect.stringContaining(`explains the stock of ${before.stock} read at`)];
    expect(found).toMatchObject({ count: 1, first });
  });
});

test('a sale that another writer of the database wrote over is found by what clients saw of the stock', async () => {
  const isIt = `merchant_id || '/' || sku = '${PLENTY}'`;
  const { before, verdicts } = await driven(async (visitors) => {
    const buyer = visitors.visitor();
    const stock = await buyer.reads(SOUND, PLENTY);
    await buyer.orders(SOUND, PLENTY, 2);
    // As one does that read the stock before the sale.
    await stage.sql(`UPDATE products SET stock = ${stock} WHERE ${isIt}`);
    await buyer.orders(SOUND, PLENTY, 1);
    await later();
    await buyer.reads(SOUND, PLENTY);
  }, stage.opened.shop);
  expectFound(verdicts, {
    oversell: [`has a stock of ${before.stock - 1}, but`],
    'linearizable stock': [`product ${PLENTY}: no order of its 5 operations explains the stock of ${before.stock} read at`],
  });
});

test('a repeat that hears another reply than the first is found', async () => {
  let commandId = '';
  const { verdicts } = await driven(async (visitors) => {
    const { again } = await visitors.visitor().orders(SOUND, PLENTY, 1);
    commandId = (await visitors.events()).find((event) => event.is === 'invoked')?.commandId ?? '';
    await stage.sql(`UPDATE outcomes SET reply = jsonb_set(reply::jsonb, '{totalMinor}', '7')
      WHERE command_id = '${commandId}'`);
    await again();
  }, stage.opened.shop);
  expectFound(verdicts, {
    'duplicate effect': [`place-order ${commandId} was replied`],
    'lost writes': ['but m0001 remembers 7'],
  });
});

test('once all of it is mended, nothing is found any more', async () => {
  expectFound(await verdictsOnLoad(), {});
});

function verdictsOnLoad(): Promise<CheckerVerdict[]> {
  const { appUrls, operatorKey } = stage.running;
  return verdictsOn(stage.history, { appUrls, operatorKey, shop: stage.opened.shop });
}

interface Driven {
  /** The product before anything was done. */
  before: Product;
  events: readonly HistoryEvent[];
  verdicts: CheckerVerdict[];
}

/**
 * What visitors do at two instances in this process, the second one over a shop that may be broken, and the verdicts on it. Both
 * are over one opened shop: with a cache each they would show the gap that this stage declares.
 */
async function driven(does: (visitors: Visitors) => Promise<void>, suspect: Shop, of: string = PLENTY): Promise<Driven> {
  const { opened, running } = stage;
  const { operatorKey } = running;
  const [merchantId = '', sku = ''] = of.split('/');
  const before = await opened.shop.product(merchantId, sku);
  if (!before) throw new Error(`the market has no product ${of}`);
  const sessions = new MemoryStore();
  await using sound = await appInProcess({ ...opened, sessions }, operatorKey);
  await using suspected = await appInProcess({ ...opened, sessions, shop: suspect }, operatorKey);
  const appUrls = [sound.url, suspected.url];
  const visitors = new Visitors(appUrls);
  const since = new Date().toISOString();
  await does(visitors);
  const events = await visitors.events();
  const verdicts = await verdictsOn({ since, events }, { appUrls, operatorKey, shop: opened.shop });
  return { before, events, verdicts };
}
