import type { Product } from '@outgrow/domain/records';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CacheGuard, ProductCache } from '../src/product-cache.ts';
import { stageSettings } from '../src/settings.ts';

const TTL_MS = 1_000;

vi.setConfig({ testTimeout: 2_000 });

let nowMs = 0;

beforeEach(() => {
  nowMs = 1_000_000;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a cache of products', () => {
  test('loads a product once and answers with it from then on', async () => {
    const { cache, loads, answer } = opened();
    const first = cache.get('m1', 'p1');
    answer(product('p1', 7));
    expect(await first).toEqual(product('p1', 7));
    expect(await cache.get('m1', 'p1')).toEqual(product('p1', 7));
    expect(loads).toEqual(['m1/p1']);
    expect(cache).toMatchObject({ hits: 1, misses: 1 });
  });

  test('tells the products of two merchants apart', async () => {
    const { cache, loads, answer } = opened();
    for (const merchantId of ['m1', 'm2']) {
      const got = cache.get(merchantId, 'p1');
      answer(product('p1', 7));
      await got;
    }
    expect(loads).toEqual(['m1/p1', 'm2/p1']);
  });

  test('loads once for all who miss at the same time', async () => {
    const { cache, loads, answer } = opened();
    const all = Array.from({ length: 10 }, () => cache.get('m1', 'p1'));
    answer(product('p1', 7));
    expect(await Promise.all(all)).toEqual(Array.from({ length: 10 }, () => product('p1', 7)));
    expect(loads).toHaveLength(1);
  });

  test('does not remember a load that failed: all who waited hear of it, and the next one loads again', async () => {
    const { cache, loads, answer, fail } = opened();
    const both = [cache.get('m1', 'p1'), cache.get('m1', 'p1')];
    fail(new Error('no answer'));
    for (const one of both) await expect(one).rejects.toThrow('no answer');
    const next = cache.get('m1', 'p1');
    answer(product('p1', 7));
    expect(await next).toEqual(product('p1', 7));
    expect(loads).toHaveLength(2);
  });

  test('does not remember that a product is not there: it may be added by another instance', async () => {
    const { cache, loads, answer } = opened();
    for (const found of [undefined, product('p1', 7)]) {
      const got = cache.get('m1', 'p1');
      answer(found);
      expect(await got).toEqual(found);
    }
    expect(loads).toHaveLength(2);
  });

  test('forgets a product when it is too old, to a hundredth of that age', async () => {
    const { cache, loads, answer } = opened();
    await filled(cache, answer, 'p1', 7);
    later(TTL_MS - 1);
    expect((await cache.get('m1', 'p1'))?.stock).toBe(7);
    later(TTL_MS / 100 + 1);
    const next = cache.get('m1', 'p1');
    answer(product('p1', 6));
    expect((await next)?.stock).toBe(6);
    expect(loads).toHaveLength(2);
  });

  test('is not kept fresh by being read: an entry is as old as its load', async () => {
    const { cache, loads, answer } = opened();
    await filled(cache, answer, 'p1', 7);
    for (let read = 0; read < 3; read += 1) {
      later(300);
      await cache.get('m1', 'p1');
    }
    later(101);
    const next = cache.get('m1', 'p1');
    answer(product('p1', 6));
    await next;
    expect(loads).toHaveLength(2);
  });

  test('gives up the least recently used product where there are too many', async () => {
    const { cache, loads, answer } = opened({ products: 2 });
    await filled(cache, answer, 'p1', 1);
    await filled(cache, answer, 'p2', 2);
    await cache.get('m1', 'p1');
    await filled(cache, answer, 'p3', 3);
    loads.length = 0;
    await cache.get('m1', 'p1');
    await cache.get('m1', 'p3');
    expect(loads).toEqual([]);
    await filled(cache, answer, 'p2', 2);
    expect(loads).toEqual(['m1/p2']);
  });
});

describe('a product that was written', () => {
  test('is loaded again', async () => {
    const { cache, answer } = opened();
    await filled(cache, answer, 'p1', 7);
    cache.forget('m1', 'p1');
    await filled(cache, answer, 'p1', 6);
    expect((await cache.get('m1', 'p1'))?.stock).toBe(6);
  });

  test('does not get its old row back from a load that was under way', async () => {
    const { cache, answer, loads } = opened();
    const before = cache.get('m1', 'p1');
    cache.forget('m1', 'p1');
    answer(product('p1', 7));
    await before;
    await filled(cache, answer, 'p1', 6);
    expect((await cache.get('m1', 'p1'))?.stock).toBe(6);
    expect(loads).toHaveLength(2);
  });

  test('is not given to a later reader by a load that was under way, even where that one ends last', async () => {
    const { cache, answers } = opened();
    const before = cache.get('m1', 'p1');
    cache.forget('m1', 'p1');
    const after = cache.get('m1', 'p1');
    const [old, fresh] = answers;
    fresh?.resolve(product('p1', 6));
    expect((await after)?.stock).toBe(6);
    old?.resolve(product('p1', 7));
    await before;
    expect((await cache.get('m1', 'p1'))?.stock).toBe(6);
    expect(answers).toHaveLength(2);
  });

  test('is loaded once for all who read it after the write, even where the load from before it ends meanwhile', async () => {
    const { cache, answers } = opened();
    const before = cache.get('m1', 'p1');
    cache.forget('m1', 'p1');
    const after = [cache.get('m1', 'p1')];
    const [old, fresh] = answers;
    old?.resolve(product('p1', 7));
    await before;
    after.push(cache.get('m1', 'p1'));
    fresh?.resolve(product('p1', 6));
    for (const one of after) expect((await one)?.stock).toBe(6);
    expect((await cache.get('m1', 'p1'))?.stock).toBe(6);
    expect(answers).toHaveLength(2);
  });

  test('is among those that are loaded again when all is cleared, loads under way included', async () => {
    const { cache, answer, answers } = opened();
    await filled(cache, answer, 'p1', 7);
    const underWay = cache.get('m1', 'p2');
    cache.clear();
    answer(product('p2', 7));
    await underWay;
    await filled(cache, answer, 'p1', 6);
    await filled(cache, answer, 'p2', 6);
    expect(answers).toHaveLength(4);
  });
});

describe('without a guard, a product that was written', () => {
  test('gets its old row back from a load that was under way, and keeps it until it is too old', async () => {
    const { cache, answer, loads } = opened({ guard: 'none' });
    const before = cache.get('m1', 'p1');
    cache.forget('m1', 'p1');
    answer(product('p1', 7));
    await before;
    expect((await cache.get('m1', 'p1'))?.stock).toBe(7);
    later(TTL_MS + TTL_MS / 100 + 1);
    await filled(cache, answer, 'p1', 6);
    expect(loads).toHaveLength(2);
  });

  test('is loaded again where no load was under way', async () => {
    const { cache, answer } = opened({ guard: 'none' });
    await filled(cache, answer, 'p1', 7);
    cache.forget('m1', 'p1');
    await filled(cache, answer, 'p1', 6);
  });

  test('does not come back once all was cleared', async () => {
    const { cache, answer } = opened({ guard: 'none' });
    const underWay = cache.get('m1', 'p1');
    cache.clear();
    answer(product('p1', 7));
    await underWay;
    await filled(cache, answer, 'p1', 6);
  });
});

test('the guard is a lease unless none is asked for, and nothing else is taken for one', () => {
  const guardOf = (CACHE_GUARD?: string) => stageSettings({ CACHE_GUARD }).cacheGuard;
  expect([guardOf(), guardOf(''), guardOf('lease'), guardOf('none')]).toEqual(['lease', 'lease', 'lease', 'none']);
  expect(() => guardOf('lock')).toThrow('CACHE_GUARD is lock; it takes lease or none');
});

function later(passedMs: number): void {
  nowMs += passedMs;
  vi.advanceTimersByTime(passedMs);
}

type Answer = PromiseWithResolvers<Product | undefined>;

/** A cache whose loads are answered by the test, the latest one by `answer` and `fail`. */
function opened({ products = 10, guard = 'lease' }: { products?: number; guard?: CacheGuard } = {}) {
  const loads: string[] = [];
  const answers: Answer[] = [];
  const load = (merchantId: string, sku: string) => {
    loads.push(`${merchantId}/${sku}`);
    const asked = Promise.withResolvers<Product | undefined>();
    answers.push(asked);
    return asked.promise;
  };
  return {
    cache: new ProductCache(load, { products, ttlMs: TTL_MS, guard }),
    loads,
    answers,
    answer: (found: Product | undefined) => answers.at(-1)?.resolve(found),
    fail: (error: Error) => answers.at(-1)?.reject(error),
  };
}

async function filled(cache: ProductCache, answer: (found: Product) => void, sku: string, stock: number): Promise<void> {
  const got = cache.get('m1', sku);
  answer(product(sku, stock));
  expect((await got)?.stock).toBe(stock);
}

const product = (sku: string, stock: number): Product => ({
  merchantId: 'm1',
  sku,
  name: 'Quiet cork drum',
  description: '',
  categoryId: 'music',
  priceMinor: 4_200,
  currency: 'EUR',
  taxBasisPoints: 1900,
  stock,
  received: 10,
  version: 1,
});
