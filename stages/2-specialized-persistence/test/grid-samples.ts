import type { Change } from '@outgrow/domain/decide';
import { accountKey, productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import type { AccountPage } from '@outgrow/domain/shop';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { DataGrid, type GridSettings } from '../src/grid/data-grid.ts';

export const KEY = productKey('m1', 'p1');
export const ACCOUNT = accountKey('m1', 'available');

/** Product p1 of m1 unless another is named. Its price tells its versions apart. */
export const product = (version: number, sku = 'p1'): Product => ({
  merchantId: 'm1',
  sku,
  name: 'Café clock ⏰',
  description: 'Line one\nline two',
  categoryId: 'clocks',
  priceMinor: 1_000 + version,
  currency: 'EUR',
  taxBasisPoints: 1_900,
  stock: 5,
  received: 5,
  version,
});

export const page = (version: number): AccountPage => ({
  account: { merchantId: 'm1', account: 'available', currency: 'EUR', balanceMinor: version * 10, version },
  entries: { items: [], next: `before ${version}` },
});

export const written = (version: number, sku = 'p1'): Change[] => [
  { put: 'product', value: product(version, sku) },
  { put: 'account', value: page(version).account },
];

/** A load that ends when the test says so. */
export function gated<T>() {
  const begun = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<T | undefined>();
  return {
    /** Resolves when the load has been asked for. */
    begun: begun.promise,
    answer: answer.resolve,
    load: () => {
      begun.resolve();
      return answer.promise;
    },
  };
}

/** A database of one record, which counts how often it was asked. */
export function source<T>(record: T) {
  const from = {
    record,
    loads: 0,
    load: async (): Promise<T> => {
      from.loads += 1;
      return from.record;
    },
  };
  return from;
}

/** So that the pauses of a busy machine are not taken for a failure of the grid. */
export const PATIENT = { answerWithinMs: 10_000 } as const;

/** A Redis for the tests of one file, which finds it empty in each of them, and the grids that are opened on it. */
export function gridServer() {
  let server: StartedRedis;
  const opened: DataGrid[] = [];
  beforeAll(async () => {
    server = await redis().start();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((grid) => grid.close()));
    // Clearing a grid leaves tombstones.
    await withRedis(server.adminUrl, (admin) => admin.flushall());
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  return {
    get server() {
      return server;
    },
    open(settings: GridSettings): DataGrid {
      const grid = new DataGrid(server.url, { ...PATIENT, ...settings });
      opened.push(grid);
      return grid;
    },
  };
}

export const never = (): Promise<never> => Promise.reject(new Error('the grid did not hold it'));
