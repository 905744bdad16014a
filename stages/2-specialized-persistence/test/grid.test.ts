import { registry } from '@outgrow/api/metrics';
import type { CopiedKind, Copy, CopyKey } from '@outgrow/domain/copies';
import { merchantKey, orderKey, productKey } from '@outgrow/domain/keys';
import { pollUntil } from '@outgrow/services/poll-until';
import { withRedis } from '@outgrow/services/redis-client';
import { describe, expect, test } from 'vitest';
import type { DataGrid, GridSettings } from '../src/grid/data-grid.ts';
import { ACCOUNT, gridServer, KEY, never, page, product, source, written } from './grid-samples.ts';

const on = gridServer();

const open = (settings: Partial<GridSettings> = {}): DataGrid =>
  on.open({ onWrite: 'delete', guard: 'none', misses: 'together', ...settings });

async function keysIn(copy: Copy, kind: CopiedKind): Promise<CopyKey[]> {
  const found: CopyKey[] = [];
  for await (const keys of copy.keys(kind)) found.push(...keys);
  return found;
}

describe.each(['none', 'version', 'lease'] as const)('a data grid, guard %s', (guard) => {
  test('loads a record once and shows it to all instances, as it is', async () => {
    const [grid, other] = [open({ guard }), open({ guard })];
    const { load } = source(product(1));
    expect(await grid.read(KEY, load)).toEqual(product(1));
    expect(await grid.read(KEY, never)).toEqual(product(1));
    expect(await other.read(KEY, never)).toEqual(product(1));
    expect([grid, other]).toMatchObject([
      { hits: 1, misses: 1 },
      { hits: 1, misses: 0 },
    ]);
  });

  test('does not remember that a record is not there', async () => {
    const grid = open({ guard });
    expect(await grid.read(KEY, async () => undefined)).toBeUndefined();
    expect(await grid.read(KEY, source(product(1)).load)).toEqual(product(1));
  });

  test('passes on the failure of a load, and the next reader loads', async () => {
    const grid = open({ guard });
    await expect(grid.read(KEY, never)).rejects.toThrow('did not hold it');
    expect(await grid.read(KEY, source(product(1)).load)).toEqual(product(1));
  });

  test('loads again what was written, and all pages of an account that was', async () => {
    const grid = open({ guard });
    const [record, first] = [source(product(1)), source(page(1))];
    const readAll = () =>
      Promise.all([grid.read(KEY, record.load), ...[10, 20].map((limit) => grid.page(ACCOUNT, limit, first.load))]);
    await readAll();
    expect(await readAll()).toEqual([product(1), page(1), page(1)]);
    expect([record.loads, first.loads]).toEqual([1, 2]);
    await grid.tell(written(2), 'committed');
    record.record = product(2);
    first.record = page(2);
    expect(await readAll()).toEqual([product(2), page(2), page(2)]);
    expect(await readAll()).toEqual([product(2), page(2), page(2)]);
    expect([record.loads, first.loads]).toEqual([2, 4]);
  });

  test('shows what was written without a load where writes are written, but loads where nobody knows whether it was', async () => {
    const grid = open({ guard, onWrite: 'write' });
    const merchant = { merchantId: 'm1', name: 'Heron Works', categoryId: 'clocks', currency: 'EUR', version: 1 };
    await grid.tell([...written(1), { put: 'merchant', value: merchant }], 'committed');
    expect(await grid.read(KEY, never)).toEqual(product(1));
    expect(await grid.read(merchantKey('m1'), never)).toEqual(merchant);
    await grid.tell(written(2), 'unknown');
    expect(await grid.read(KEY, source(product(2)).load)).toEqual(product(2));
  });

  test('holds a record for its time, a tenth less at most, and is not kept by later pages', async () => {
    const ttlMs = guard === 'version' ? 12_000 : 1_000;
    const grid = open({ guard, ttlMs });
    const skus = Array.from({ length: 50 }, (_, n) => `p${n}`);
    await Promise.all(skus.map((sku) => grid.read(productKey('m1', sku), source(product(1, sku)).load)));
    await withRedis(on.server.adminUrl, async (admin) => {
      const leftMs = await Promise.all(skus.map((sku) => admin.pexpiretime(`grid:product/m1/${sku}`)));
      expect(Math.max(...leftMs) - Math.min(...leftMs)).toBeGreaterThan(0);
      expect(Math.max(...leftMs)).toBeLessThanOrEqual(Date.now() + ttlMs);
      await grid.page(ACCOUNT, 10, source(page(1)).load);
      const ends = () => admin.pexpiretime('grid:account/m1/available');
      const end = await ends();
      expect(end).toBeGreaterThan(Date.now());
      await grid.page(ACCOUNT, 20, source(page(1)).load);
      expect(await ends()).toBe(end);
    });
    if (guard === 'version') return;
    const { load } = source(product(2));
    await pollUntil('the product to be too old', 5_000, async () => (await grid.read(KEY, load))?.version === 2);
  });

  test('says what it shows, forgets what is repaired, and is rebuilt empty', async () => {
    const grid = open({ guard });
    const { copy } = grid;
    await grid.read(KEY, source(product(3)).load);
    await grid.read(productKey('m1', 'p2'), source(product(2, 'p2')).load);
    await grid.page(ACCOUNT, 10, source(page(4)).load);
    expect(copy).toMatchObject({ isComplete: false, kinds: ['product', 'merchant', 'account'] });
    expect(await copy.shown([productKey('m1', 'p9'), KEY])).toEqual([
      undefined,
      { version: 3, priceMinor: 1_003, currency: 'EUR' },
    ]);
    expect(await copy.shown([ACCOUNT])).toEqual([{ version: 4 }]);
    expect(await copy.shown([])).toEqual([]);
    const held = (kind: CopiedKind) => keysIn(copy, kind);
    expect(await held('product')).toEqual(expect.arrayContaining([KEY, productKey('m1', 'p2')]));
    expect(await held('account')).toEqual([ACCOUNT]);
    expect(await held('order')).toEqual([]);

    // Wrong although it looks newer than the right one.
    await copy.repair('product', [
      { key: KEY, record: product(2) },
      { key: productKey('m1', 'p2'), record: undefined },
    ]);
    await copy.repair('account', [{ key: ACCOUNT, record: page(3).account }]);
    expect(await copy.shown([KEY, productKey('m1', 'p2')])).toEqual([undefined, undefined]);
    expect(await copy.shown([ACCOUNT])).toEqual([undefined]);
    expect(await grid.read(KEY, source(product(2)).load)).toEqual(product(2));
    expect(await grid.read(KEY, never)).toEqual(product(2));
    expect(await grid.page(ACCOUNT, 10, source(page(3)).load)).toEqual(page(3));
    expect(await copy.rebuild()).toBe(0);
    for (const kind of copy.kinds) expect(await held(kind)).toEqual([]);
  });
});

test('does not take what is told of records it does not hold', async () => {
  const grid = open();
  await grid.tell([{ put: 'head', value: { merchantId: 'm1', auditSeq: 1, auditHash: '0', version: 1 } }], 'committed');
  expect(await keysIn(grid.copy, 'product')).toEqual([]);
  await expect(grid.copy.shown([orderKey('m1.o1')])).resolves.toEqual([undefined]);
});

test('shows its hits, misses and failures at /metrics, of the stage opened last', async () => {
  open().showMetrics();
  const grid = open();
  grid.showMetrics();
  for (let read = 0; read < 3; read += 1) await grid.read(KEY, source(product(1)).load);
  const text = await registry.metrics();
  expect(text).toContain('outgrow_product_cache_reads_total{result="hit"} 2');
  expect(text).toContain('outgrow_product_cache_reads_total{result="miss"} 1');
  expect(text).toContain('outgrow_grid_failures_total{operation="tell"} 0');
});

test('takes no time to hold a record, under the guard of versions, that a load may outlast', () => {
  expect(() => open({ guard: 'version', ttlMs: 10_000 })).toThrow('the guard of versions takes 11112 ms or more');
  expect(() => open({ guard: 'lease', ttlMs: 10_000 })).not.toThrow();
});
