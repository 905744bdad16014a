import { commandIdOf } from '@outgrow/api/credentials';
import type { AnyRecord, Order } from '@outgrow/domain/records';
import { describe, expect, test } from 'vitest';
import { foldJournal } from '../src/journal.ts';
import { verify } from '../src/verify.ts';

const SINCE = '2026-01-01T00:00:00.000Z';
const BY = 'customer:c0001';

describe('a journal', () => {
  test('gives each command what its client knows of it', async () => {
    const { writes } = await foldJournal([
      ...sent('k1', { status: 201, reply: { orderId: 'm1.x', totalMinor: 5 } }),
      ...sent('k2', { status: 409, code: 'out_of_stock' }),
      ...sent('k3', { status: 503, code: 'overloaded' }),
      ...sent('k4', { status: 503, code: 'outcome_unknown' }),
      ...sent('k5', { status: 400, code: 'invalid_request' }),
      ...sent('k6', { status: 500 }),
      line({ i: 1, op: 'place-order', by: BY, key: 'k7', merchants: ['m1'] }),
    ]);
    expect([...writes.values()].map(({ outcome }) => outcome)).toEqual([
      { is: 'accepted', reply: { orderId: 'm1.x', totalMinor: 5 } },
      { is: 'refused', code: 'out_of_stock' },
      { is: 'failed', code: 'overloaded' },
      { is: 'unknown', code: 'outcome_unknown' },
      { is: 'failed', code: 'invalid_request' },
      { is: 'unknown', code: 'status_500' },
      { is: 'unknown', code: 'no_answer' },
    ]);
  });

  test('lets a repeat settle an unknown outcome only by being accepted', async () => {
    const unknown = { status: 0, code: 'no_answer' };
    const { writes } = await foldJournal([
      ...sent('k1', unknown, { status: 201, reply: {} }),
      ...sent('k2', { status: 503, code: 'outcome_unknown' }, { status: 409, code: 'out_of_stock' }),
    ]);
    expect([...writes.values()].map(({ outcome }) => outcome.is)).toEqual(['accepted', 'unknown']);
  });

  test('counts failed reads, and lines it cannot make anything of', async () => {
    const journal = await foldJournal([
      line({ i: 1, read: 'product', code: 'no_answer' }),
      line({ i: 2, read: 'search', code: 'no_answer' }),
      line({ i: 3, key: 'never sent', status: 201 }),
      '{"i":4,"op":"place-or',
    ]);
    expect(journal.failedReads).toEqual(new Map([['no_answer', 2]]));
    expect(journal.unreadable).toBe(2);
  });
});

describe('what clients were told against what is stored', () => {
  test('clears the innocent: accepted and there, refused and not, unknown and either', async () => {
    const lines = [
      ...accepted('k1', 500),
      ...sent('k2', { status: 409, code: 'out_of_stock' }),
      ...sent('k3', { status: 503, code: 'outcome_unknown' }),
      ...sent('k4', { status: 503, code: 'outcome_unknown' }),
    ];
    const before = { kind: 'order', value: { ...order('elsewhere', 900), placedAt: '2025-12-31T23:59:59.999Z' } } as const;
    const verified = await verifying(lines, [before, ...stored('k1', 500), ...stored('k3', 700)]);
    expect(verified).toEqual({ anomalies: [], count: 0, unknownApplied: 1, repliedMinor: 500, storedMinor: 500 });
  });

  test('finds a lost order', async () => {
    const { anomalies } = await verifying(accepted('k1', 500), []);
    expect(anomalies).toEqual([
      `place-order ${id('k1')} was accepted, but took no effect at m1`,
      `order m1.${id('k1')} was accepted over 500, but is not there`,
    ]);
  });

  test('finds a phantom: an order that was refused, and one that nobody asked for', async () => {
    const refused = await verifying(sent('k1', { status: 409, code: 'out_of_stock' }), stored('k1', 500));
    expect(refused.anomalies).toEqual([`place-order ${id('k1')} was answered out_of_stock, but took effect at merchant m1`]);
    const unasked = await verifying([], stored('k9', 500));
    expect(unasked.anomalies).toEqual([`order m1.${id('k9')} was placed, but nobody asked for it`]);
  });

  test('finds an order that took effect although the API said that nothing was done', async () => {
    const { anomalies } = await verifying(sent('k1', { status: 503, code: 'unavailable' }), stored('k1', 500));
    expect(anomalies).toEqual([`place-order ${id('k1')} was answered unavailable, but took effect at merchant m1`]);
  });

  test('finds a doubled order', async () => {
    const twice = [...stored('k1', 500), { kind: 'order', value: order('k1', 500) } as const];
    const { anomalies } = await verifying(accepted('k1', 500), twice);
    expect(anomalies).toEqual([`order m1.${id('k1')} is stored twice`]);
  });

  test('finds a wrong total, and one customer for another', async () => {
    const { anomalies, repliedMinor, storedMinor } = await verifying(accepted('k1', 500), stored('k1', 499));
    expect(anomalies).toEqual([`order m1.${id('k1')} was accepted over 500, but is stored over 499`]);
    expect([repliedMinor, storedMinor]).toEqual([500, 499]);
    const [taken, outcome] = stored('k1', 500) as [{ kind: 'order'; value: Order }, AnyRecord];
    const other = { kind: 'order', value: { ...taken.value, customerId: 'c0002' } } as const;
    expect((await verifying(accepted('k1', 500), [other, outcome])).anomalies).toEqual([
      `order m1.${id('k1')} of ${BY} is stored as c0002's`,
    ]);
  });

  test('finds a cancellation that was taken back, and half a basket', async () => {
    const orderId = `m1.${id('k1')}`;
    const cancelled = sent('k2', { status: 200, reply: { orderId, status: 'cancelled' } }, undefined, 'cancel-order');
    const held = await verifying([...accepted('k1', 500), ...cancelled], [...stored('k1', 500), outcomeOf('k2', 'm1')]);
    expect(held.anomalies).toEqual([`order ${orderId} was answered cancelled, but is stored as placed`]);

    const orders = [
      { orderId: `m1.${id('k3')}`, totalMinor: 500 },
      { orderId: `m2.${id('k3')}`, totalMinor: 200 },
    ];
    const basket = sent('k3', { status: 201, reply: { orders } }, undefined, 'place-basket', ['m1', 'm2']);
    const half = await verifying(basket, stored('k3', 500));
    expect(half.anomalies).toEqual([
      `place-basket ${id('k3')} was accepted, but took no effect at m2`,
      `order m2.${id('k3')} was accepted over 200, but is not there`,
    ]);
  });

  test('shows the first hundred of many, and counts all', async () => {
    const lines = Array.from({ length: 150 }, (_, at) => accepted(`k${at}`, 1)).flat();
    const { anomalies, count } = await verifying(lines, []);
    expect(anomalies).toHaveLength(100);
    expect(count).toBe(300);
  });
});

const line = (value: object): string => JSON.stringify(value);
const id = (key: string): string => commandIdOf(BY, key);

function sent(key: string, first: object, second?: object, op = 'place-order', merchants = ['m1']): string[] {
  const before = line({ i: 1, op, by: BY, key, merchants });
  return [before, ...[first, second].flatMap((after) => (after ? [line({ i: 1, key, ...after })] : []))];
}

const accepted = (key: string, totalMinor: number): string[] =>
  sent(key, { status: 201, reply: { orderId: `m1.${id(key)}`, totalMinor } });

const order = (key: string, totalMinor: number): Order => ({
  merchantId: 'm1',
  orderId: `m1.${id(key)}`,
  customerId: 'c0001',
  lines: [{ sku: 'p1', quantity: 1, priceMinor: totalMinor, taxMinor: 0 }],
  currency: 'EUR',
  totalMinor,
  taxMinor: 0,
  placedAt: '2026-01-01T00:00:01.000Z',
  basketId: null,
  status: 'placed',
  version: 1,
});

const outcomeOf = (key: string, merchantId: string): AnyRecord => ({
  kind: 'outcome',
  value: { merchantId, commandId: id(key), fingerprint: '', reply: null },
});

const stored = (key: string, totalMinor: number): AnyRecord[] => [
  { kind: 'order', value: order(key, totalMinor) },
  outcomeOf(key, 'm1'),
];

const verifying = async (lines: string[], records: AnyRecord[]) => verify(await foldJournal(lines), records, SINCE);
