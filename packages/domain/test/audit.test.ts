import { describe, expect, test } from 'vitest';
import { auditText } from '../src/audit.ts';
import type { AuditRecord } from '../src/records.ts';
import { GENESIS } from '../src/records.ts';
import { addProduct, MARKET, placeBasket, registerMerchant } from './market.ts';
import { NOW, sha256, World } from './world.ts';

const record: AuditRecord = {
  merchantId: 'm1',
  seq: 1,
  commandId: 'c',
  type: 'restock',
  by: 'staff',
  at: NOW,
  merchants: ['m1'],
  detail: { sku: 'tea', quantity: 2, more: [{ b: 1, a: 2 }] },
  prevHash: GENESIS,
  hash: '',
};

describe('the audit trail', () => {
  test('names who did what when, at all merchants of the command, chained from the first record', () => {
    const world = new World(MARKET);
    const commands = [
      registerMerchant('1'),
      registerMerchant('2'),
      addProduct('m1', 'tea', { priceMinor: 250 }),
      addProduct('m2', 'tea'),
      placeBasket('b', [
        ['m1', 'tea', 1],
        ['m2', 'tea', 1],
      ]),
    ];
    for (const command of commands) world.execute(command);
    const trail = [...world.records()].flatMap(({ kind, value }) =>
      kind === 'audit' && value.merchantId === 'm1' ? [value] : [],
    );
    expect(trail).toMatchObject([
      { seq: 1, type: 'register-merchant', by: 'operator', at: NOW, merchants: ['m1'], prevHash: GENESIS },
      {
        seq: 2,
        type: 'add-product',
        by: 'staff of m1',
        detail: { sku: 'tea', priceMinor: 250, stock: 10 },
        prevHash: trail[0]?.hash,
      },
      { seq: 3, type: 'place-basket', by: 'ann', merchants: ['m1', 'm2'], detail: { orderId: 'm1.b' }, prevHash: trail[1]?.hash },
    ]);
    expect(trail.map((record) => sha256(auditText(record)))).toEqual(trail.map(({ hash }) => hash));
  });

  test('has the same text when a store has turned the names of a detail', () => {
    expect(auditText({ ...record, detail: { more: [{ a: 2, b: 1 }], quantity: 2, sku: 'tea' } })).toBe(auditText(record));
  });

  test.each<[string, Partial<AuditRecord>]>([
    ['merchant', { merchantId: 'm2' }],
    ['number', { seq: 2 }],
    ['command', { commandId: 'd' }],
    ['type', { type: 'ship-order' }],
    ['principal', { by: 'another' }],
    ['time', { at: '2026-03-01T12:00:00.001Z' }],
    ['merchants', { merchants: ['m1', 'm2'] }],
    ['detail', { detail: { sku: 'tea', quantity: 3, more: [{ b: 1, a: 2 }] } }],
    ['order within a list', { detail: { sku: 'tea', quantity: 2, more: [{ b: 2, a: 1 }] } }],
    ['hash of the one before', { prevHash: sha256('') }],
  ])('has another text with another %s', (_part, over) => {
    expect(auditText({ ...record, ...over })).not.toBe(auditText(record));
  });
});
