import { checkRecords } from '@outgrow/domain/invariants';
import type { AnyRecord } from '@outgrow/domain/records';
import { KINDS } from '@outgrow/domain/records';
import { describe, expect, test } from 'vitest';
import { customerSecret, sha256, staffSecret } from '../src/market/secrets.ts';
import { market } from '../src/market.ts';
import { zipf, zipfShares } from '../src/zipf.ts';

const small = { seed: 'harbour', merchants: 7, products: 30, customers: 20, orders: 3_000 };

const records = [...market(small)];

describe('a seeded market', () => {
  test('breaches no invariant, with a past and without', async () => {
    for (const stream of [records, market({ ...small, orders: 0 })]) {
      const verdict = await checkRecords(stream, { sha256 });
      expect(verdict.breaches).toEqual([]);
      expect(verdict.records).toBeGreaterThan(500);
    }
  });

  test('is the same for the same seed and another for another', () => {
    const text = (seed: string) =>
      sha256([...market({ ...small, seed, orders: 100 })].map((record) => JSON.stringify(record)).join('\n'));
    expect(text('harbour')).toBe(text('harbour'));
    expect(text('harbour')).not.toBe(text('meadow'));
  });

  test('comes in the order of KINDS, each record once', () => {
    const kinds = records.map(({ kind }) => KINDS.indexOf(kind));
    expect(kinds).toEqual([...kinds].sort((a, b) => a - b));
    const ids = values('order').map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(small.orders);
  });

  test('has a past: orders shipped, cancelled and still open, most of them at the most popular merchant', () => {
    const orders = values('order');
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['placed', 'shipped', 'cancelled']));
    expect(orders.filter(({ merchantId }) => merchantId === 'm0001').length).toBeGreaterThan(small.orders / 4);
    expect(values('audit').some(({ type }) => type === 'restock')).toBe(true);
  });

  test('lets anyone in who knows its seed', () => {
    const customer = values('customer')[4];
    expect(customer?.secretHash).toBe(sha256(customerSecret('harbour', 'c0005')));
    const key = values('staffKey')[1];
    expect(key?.secretHash).toBe(sha256(staffSecret('harbour', 'm0002')));
  });
});

describe("Zipf's law", () => {
  test('chooses rank 1 twice as often as rank 2', () => {
    const rank = zipf(100);
    const chosen = Array.from({ length: 100_000 }, (_, at) => rank((at + 0.5) / 100_000));
    const times = (wanted: number) => chosen.filter((one) => one === wanted).length;
    expect(times(0) / times(1)).toBeCloseTo(2, 2);
    expect(times(99)).toBeGreaterThan(0);
    expect(rank(0.999_999_999)).toBe(99);
  });

  test('shares without losing one', () => {
    const shares = zipfShares(1_000, 30);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1_000);
    expect(zipfShares(0, 30).every((share) => share === 0)).toBe(true);
  });
});

const values = <K extends AnyRecord['kind']>(kind: K) =>
  records.flatMap((record) => (record.kind === kind ? [record.value as Extract<AnyRecord, { kind: K }>['value']] : []));
