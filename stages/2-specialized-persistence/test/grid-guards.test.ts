import { withRedis } from '@outgrow/services/redis-client';
import { describe, expect, test } from 'vitest';
import type { DataGrid, GridSettings } from '../src/grid/data-grid.ts';
import { ACCOUNT, gated, gridServer, KEY, never, page, product, source, written } from './grid-samples.ts';

type Guard = GridSettings['guard'];
type OnWrite = GridSettings['onWrite'];

const on = gridServer();

const open = (guard: Guard, onWrite: OnWrite = 'delete', misses: GridSettings['misses'] = 'together'): DataGrid =>
  on.open({ onWrite, guard, misses });

/** The version that is held once a load that began before a write has ended after it; undefined where nothing is. */
async function heldAfterLateFill(reader: DataGrid, writer: DataGrid, read: (load: () => Promise<unknown>) => Promise<unknown>) {
  const { load, begun, answer } = gated<unknown>();
  const reading = read(load);
  await begun;
  await writer.tell(written(2), 'committed');
  return { reading, answer, held: async () => [await reader.copy.shown([KEY]), await reader.copy.shown([ACCOUNT])] };
}

describe.each(['delete', 'write'] as const)('a product read before a write and filled in after it, writes: %s', (onWrite) => {
  test.each(['none', 'version', 'lease'] as const)('guard %s, the reader being another instance', async (guard) => {
    const [reader, writer] = [open(guard, onWrite), open(guard, onWrite)];
    const late = await heldAfterLateFill(reader, writer, (load) => reader.read(KEY, load as () => Promise<undefined>));
    late.answer(product(1));
    expect(await late.reading).toEqual(product(1));
    const [[held]] = (await late.held()) as [[{ version: number } | undefined]];
    if (guard === 'none') expect(held?.version).toBe(1);
    else expect(held?.version).toBe(onWrite === 'write' ? 2 : undefined);
  });
});

test.each(['none', 'version', 'lease'] as const)(
  'a page of an account read before a write and filled in after it, guard %s',
  async (guard) => {
    const [reader, writer] = [open(guard), open(guard)];
    const late = await heldAfterLateFill(reader, writer, (load) => reader.page(ACCOUNT, 10, load as () => Promise<undefined>));
    late.answer(page(1));
    await late.reading;
    const [, [held]] = (await late.held()) as [unknown, [{ version: number } | undefined]];
    expect(held?.version).toBe(guard === 'none' ? 1 : undefined);
  },
);

test.each(['version', 'lease'] as const)(
  'whoever reads after a write of this instance is not given a load from before it, guard %s',
  async (guard) => {
    const grid = open(guard);
    const { load, begun, answer } = gated<ReturnType<typeof product>>();
    const before = grid.read(KEY, load);
    await begun;
    await grid.tell(written(2), 'committed');
    expect(await grid.read(KEY, source(product(2)).load)).toEqual(product(2));
    answer(product(1));
    expect(await before).toEqual(product(1));
    expect(await grid.read(KEY, never)).toEqual(product(2));
  },
);

test('of two writes told in the wrong order the newer one stays under the guard of versions; without a guard, or by leases, the older one does', async () => {
  const versionAfter = async (guard: Guard) => {
    const grid = open(guard, 'write');
    await grid.tell(written(3), 'committed');
    await grid.tell(written(2), 'committed');
    return (await grid.read(KEY, never))?.version;
  };
  expect(await versionAfter('version')).toBe(3);
  expect(await versionAfter('none')).toBe(2);
  expect(await versionAfter('lease')).toBe(2);
});

describe('the guard of versions', () => {
  test('is not taken back by an older delete, and holds what was read after the write it was told of', async () => {
    const grid = open('version');
    await grid.read(KEY, source(product(3)).load);
    await grid.page(ACCOUNT, 10, source(page(3)).load);
    await grid.tell(written(2), 'committed');
    await grid.tell(written(3), 'committed');
    expect(await grid.read(KEY, never)).toEqual(product(3));
    expect(await grid.page(ACCOUNT, 10, never)).toEqual(page(3));
  });

  test('forgets the pages of an older version when one of a newer one is filled in', async () => {
    const grid = open('version');
    await grid.page(ACCOUNT, 10, source(page(1)).load);
    await grid.page(ACCOUNT, 20, source(page(2)).load);
    expect(await grid.page(ACCOUNT, 10, source(page(2)).load)).toEqual(page(2));
    expect(await grid.page(ACCOUNT, 20, never)).toEqual(page(2));
  });

  test('remembers a delete no longer than a load can take, and then holds a record as long as any other', async () => {
    const grid = open('version');
    const keys = ['grid:product/m1/p1', 'grid:account/m1/available'];
    await grid.tell(written(2), 'committed');
    await withRedis(on.server.adminUrl, async (admin) => {
      for (const key of keys) {
        const leftMs = await admin.pttl(key);
        expect(leftMs).toBeGreaterThan(0);
        expect(leftMs).toBeLessThanOrEqual(10_000);
      }
      await grid.read(KEY, source(product(2)).load);
      await grid.page(ACCOUNT, 10, source(page(2)).load);
      for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(10_000);
    });
  });
});

test.each(['none', 'version', 'lease'] as const)(
  'what was being loaded when the grid was cleared is not filled in, guard %s',
  async (guard) => {
    for (const misses of ['together', 'alone'] as const) {
      const grid = open(guard, 'delete', misses);
      const { load, begun, answer } = gated<ReturnType<typeof product>>();
      const reading = grid.read(KEY, load);
      await begun;
      await grid.clear();
      answer(product(1));
      await reading;
      expect(await grid.copy.shown([KEY])).toEqual([undefined]);
    }
  },
);
