import type { Copies, Copy, CopyKey, Shown } from '@outgrow/domain/copies';
import { productKey } from '@outgrow/domain/keys';
import type { Product } from '@outgrow/domain/records';
import { describe, expect, test } from 'vitest';
import { reconcile } from '../src/reconcile.ts';

const product = (sku: string, version: number, priceMinor = 100): Product => ({
  merchantId: 'm1',
  sku,
  name: sku,
  description: '',
  categoryId: 'books',
  priceMinor,
  currency: 'EUR',
  taxBasisPoints: 0,
  stock: 1,
  received: 1,
  version,
});

/** Two maps of products as a database and a copy of it. */
function shop(stored: readonly Product[], held: readonly Product[], isComplete = true) {
  const database = new Map(stored.map((one) => [one.sku, one]));
  const copied = new Map(held.map((one) => [one.sku, one]));
  const readFrom =
    (from: Map<string, Product>) =>
    async (keys: readonly CopyKey[]): Promise<(Product | undefined)[]> =>
      keys.map(({ id }) => from.get(id));
  const keysOf = (from: Map<string, Product>) =>
    async function* () {
      yield [...from.keys()].map((sku) => productKey('m1', sku));
    };
  const copy: Copy = {
    kinds: ['product'],
    isComplete,
    shown: readFrom(copied) as (keys: readonly CopyKey[]) => Promise<(Shown | undefined)[]>,
    keys: keysOf(copied),
    async repair(_kind, right) {
      for (const { key, record } of right) {
        if (record) copied.set(key.id, record as Product);
        else copied.delete(key.id);
      }
    },
    rebuild: async () => 0,
  };
  const copies: Copies = {
    systemOfRecord: { name: 'database', shown: copy.shown, read: readFrom(database), keys: keysOf(database) },
    copies: { index: copy },
  };
  Object.assign(copies.systemOfRecord, { shown: readFrom(database) });
  return { copies, copied };
}

const STORED = [product('agrees', 3), product('behind', 3), product('missing', 1), product('ahead', 1), product('wrong', 2)];
const HELD = [product('agrees', 3), product('behind', 2), product('ahead', 2), product('wrong', 2, 99), product('surplus', 1)];

describe('reconciling', () => {
  test('says of each difference which system is wrong and how', async () => {
    const { copies } = shop(STORED, HELD);
    const [index] = await reconcile(copies, { repair: false });
    expect(index?.found).toEqual({ behind: 1, missing: 1, ahead: 1, wrong: 1, surplus: 1 });
    expect(index?.first).toContain(
      'index has product/m1/behind as version 2 at 100 EUR, and it is stored as version 3 at 100 EUR (behind)',
    );
    expect(index?.first).toContain('index lacks product/m1/missing, which is stored as version 1 at 100 EUR');
    expect(index?.first).toContain('index has product/m1/surplus as version 1 at 100 EUR, and it is not stored');
    expect(index?.repaired).toBeUndefined();
  });

  test('puts all of them right, and finds nothing afterwards', async () => {
    const { copies } = shop(STORED, HELD);
    const [first] = await reconcile(copies, { repair: true });
    expect(first?.repaired).toBe(5);
    const [again] = await reconcile(copies, { repair: false });
    expect(again?.found).toEqual({ behind: 0, missing: 0, ahead: 0, wrong: 0, surplus: 0 });
  });

  test('misses nothing in a cache, which need not hold everything', async () => {
    const { copies } = shop(STORED, HELD, false);
    const [cache] = await reconcile(copies, { repair: false });
    expect(cache?.found).toEqual({ behind: 1, missing: 0, ahead: 1, wrong: 1, surplus: 1 });
  });

  test('counts a difference only where it is still there when looked at again', async () => {
    const { copies, copied } = shop([product('late', 2)], [product('late', 1)]);
    const reconciling = reconcile(copies, {
      repair: false,
      lookAgainAfterMs: 20,
      progress: () => copied.set('late', product('late', 2)),
    });
    expect((await reconciling)[0]?.found.behind).toBe(0);
  });
});
