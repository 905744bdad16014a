import type { Product } from '@outgrow/domain/records';
import { pollUntil } from '@outgrow/services/poll-until';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DataGrid, type GridSettings } from '../src/grid/data-grid.ts';
import { gated, KEY, never, PATIENT, product, source } from './grid-samples.ts';

let server: StartedRedis;
const opened: DataGrid[] = [];

beforeAll(async () => {
  server = await redis().start();
});
afterEach(async () => {
  await opened[0]?.clear();
  await Promise.all(opened.splice(0).map((grid) => grid.close()));
});
afterAll(() => server?.[Symbol.asyncDispose]());

function open(settings: Partial<GridSettings> = {}): DataGrid {
  const grid = new DataGrid(server.url, { onWrite: 'delete', guard: 'none', misses: 'together', ...PATIENT, ...settings });
  opened.push(grid);
  return grid;
}

/** A load that counts its callers and ends when `all` of them have come. */
function meeting(all: number) {
  const met = Promise.withResolvers<void>();
  const at = {
    loads: 0,
    load: async () => {
      at.loads += 1;
      if (at.loads === all) met.resolve();
      await met.promise;
      return product(1);
    },
  };
  return at;
}

const hundredReads = (grid: DataGrid, load: () => Promise<Product>) =>
  Promise.all(Array.from({ length: 100 }, () => grid.read(KEY, load)));

test.each(['none', 'version', 'lease'] as const)('a hundred who miss at once share one load, guard %s', async (guard) => {
  const grid = open({ guard });
  await grid.ping();
  const { load, begun, answer } = gated<Product>();
  let loads = 0;
  const reading = Array.from({ length: 100 }, () =>
    grid.read(KEY, () => {
      loads += 1;
      return load();
    }),
  );
  await begun;
  answer(product(1));
  for (const found of await Promise.all(reading)) expect(found).toEqual(product(1));
  expect(loads).toBe(1);
});

test('a hundred who miss at once each load where misses go alone', async () => {
  const grid = open({ misses: 'alone' });
  await grid.ping();
  // Nobody gets an answer before all hundred have asked.
  const at = meeting(100);
  await hundredReads(grid, at.load);
  expect(at.loads).toBe(100);
});

test('of two instances the one with the lease loads, and the other one is given what it filled in', async () => {
  const [one, other] = [open({ guard: 'lease' }), open({ guard: 'lease' })];
  await other.ping();
  // The other one waits a moment only: on a busy machine it may have to load, though not every time.
  await pollUntil('the other instance to be spared a load', 10_000, async () => {
    await one.clear();
    const { load, begun, answer } = gated<Product>();
    const own = source(product(1));
    const first = one.read(KEY, load);
    await begun;
    const second = other.read(KEY, own.load);
    answer(product(1));
    expect(await Promise.all([first, second])).toEqual([product(1), product(1)]);
    return own.loads === 0;
  });
});

test('who waits for a lease in vain loads without filling in, and a load that fails gives the lease back', async () => {
  const [one, other] = [open({ guard: 'lease' }), open({ guard: 'lease' })];
  const { load, begun, answer } = gated<Product>();
  const first = one.read(KEY, load);
  await begun;
  expect(await other.read(KEY, async () => product(2))).toEqual(product(2));
  expect(await one.copy.shown([KEY])).toEqual([undefined]);
  answer(undefined);
  expect(await first).toBeUndefined();
  expect(await other.read(KEY, async () => product(3))).toEqual(product(3));
  expect(await one.read(KEY, never)).toEqual(product(3));
});

test.each(['none', 'version', 'lease'] as const)(
  'with too little memory for all, every read is right, guard %s',
  async (guard) => {
    await using small = await redis({ settings: { maxmemory: '3mb', 'maxmemory-policy': 'allkeys-lru' } }).start();
    const grid = new DataGrid(small.url, { onWrite: 'delete', guard, misses: 'together', ...PATIENT });
    const records = Array.from({ length: 2_000 }, (_, n) => ({ ...product(1, `p${n}`), description: 'x'.repeat(2_000) }));
    for (const round of [1, 2]) {
      for (let start = 0; start < records.length; start += 100) {
        const some = records.slice(start, start + 100);
        const read = await Promise.all(some.map((record) => grid.read({ ...KEY, id: record.sku }, async () => record)));
        expect(read, `round ${round}`).toEqual(some);
      }
    }
    expect(await withRedis(small.adminUrl, (admin) => admin.info('stats'))).toMatch(/evicted_keys:[1-9]/);
    expect(grid.failures).toEqual({ read: 0, fill: 0, tell: 0 });
    await grid.close();
  },
);

test('a grid that has no room and gives nothing up goes on answering what it holds', async () => {
  await using full = await redis({ settings: { maxmemory: '3mb', 'maxmemory-policy': 'noeviction' } }).start();
  const grid = new DataGrid(full.url, { onWrite: 'delete', guard: 'version', misses: 'together', ...PATIENT });
  await grid.read(KEY, async () => product(1));
  const large = { ...product(1), description: 'x'.repeat(100_000) };
  for (let n = 0; grid.failures.fill === 0; n += 1) {
    expect(n, 'records that fit into 3 MB').toBeLessThan(100);
    expect(await grid.read({ ...KEY, id: `large${n}` }, async () => large)).toEqual(large);
  }
  expect(await grid.read(KEY, never)).toEqual(product(1));
  await grid.close();
});
