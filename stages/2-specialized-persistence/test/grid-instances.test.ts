import { setImmediate } from 'node:timers/promises';
import { withRedis } from '@outgrow/services/redis-client';
import { describe, expect, test } from 'vitest';
import type { DataGrid, GridSettings } from '../src/grid/data-grid.ts';
import { ACCOUNT, gated, gridServer, KEY, never, page, product, source, written } from './grid-samples.ts';

const on = gridServer();

const open = (guard: GridSettings['guard']): DataGrid => on.open({ onWrite: 'delete', guard, misses: 'together' });

/** Resolves when those who have asked by now have their answer of the grid: it answers in order. */
async function looked(grid: DataGrid): Promise<void> {
  await setImmediate();
  await grid.ping();
  await setImmediate();
}

describe.each(['version', 'lease'] as const)('whoever misses after a write of another instance, guard %s', (guard) => {
  test.each([
    ['a product', product, (grid: DataGrid, load: () => Promise<never>) => grid.read(KEY, load)],
    ['a page', page, (grid: DataGrid, load: () => Promise<never>) => grid.page(ACCOUNT, 10, load)],
  ] as const)('is not given a load of %s from before it', async (_kind, versioned, read) => {
    const [writer, reader] = [open(guard), open(guard)];
    const { load, begun, answer } = gated<unknown>();
    const before = read(reader, load as () => Promise<never>);
    await begun;
    await writer.tell(written(3), 'committed');
    const own = source(versioned(3));
    const after = [1, 2].map(() => read(reader, own.load as () => Promise<never>));
    await looked(reader);
    expect(own.loads, 'while one is under way').toBe(0);
    answer(versioned(1));
    expect(await before).toEqual(versioned(1));
    expect(await Promise.all(after)).toEqual([versioned(3), versioned(3)]);
    expect(own.loads).toBe(1);
    expect(await read(reader, never)).toEqual(versioned(3));
  });
});

test.each(['version', 'lease'] as const)(
  'who comes while a load is under way shares it where nothing is written meanwhile, guard %s',
  async (guard) => {
    const grid = open(guard);
    const { load, begun, answer } = gated<ReturnType<typeof product>>();
    const first = grid.read(KEY, load);
    await begun;
    const later = grid.read(KEY, never);
    await looked(grid);
    answer(product(1));
    expect(await Promise.all([first, later])).toEqual([product(1), product(1)]);
  },
);

test.each(['version', 'lease'] as const)(
  'what another instance was loading when a grid was cleared after a write is not filled in, guard %s',
  async (guard) => {
    const [one, other] = [open(guard), open(guard)];
    const [record, first] = [gated<ReturnType<typeof product>>(), gated<ReturnType<typeof page>>()];
    const reading = [other.read(KEY, record.load), other.page(ACCOUNT, 10, first.load)];
    await Promise.all([record.begun, first.begun]);
    await one.tell(written(3), 'committed');
    await one.clear();
    record.answer(product(1));
    first.answer(page(1));
    await Promise.all(reading);
    expect([await one.copy.shown([KEY]), await one.copy.shown([ACCOUNT])]).toEqual([[undefined], [undefined]]);
  },
);

test('what is cleared under the guard of versions refuses what is older, for as long as a load can take', async () => {
  const grid = open('version');
  await grid.read(KEY, source(product(3)).load);
  await grid.page(ACCOUNT, 10, source(page(3)).load);
  await grid.clear();
  expect(await grid.read(KEY, source(product(1)).load)).toEqual(product(1));
  expect(await grid.page(ACCOUNT, 10, source(page(1)).load)).toEqual(page(1));
  expect([await grid.copy.shown([KEY]), await grid.copy.shown([ACCOUNT])]).toEqual([[undefined], [undefined]]);
  await withRedis(on.server.adminUrl, async (admin) => {
    for (const key of ['grid:product/m1/p1', 'grid:account/m1/available'])
      expect(await admin.pttl(key)).toBeLessThanOrEqual(10_000);
  });
});
