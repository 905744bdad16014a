import { invariants } from '@outgrow/domain/invariants';
import type { AnyRecord } from '@outgrow/domain/records';
import { describe, expect, test } from 'vitest';
import { auditProofs } from '../../domain/test/audit-proofs.ts';
import { moneyProofs } from '../../domain/test/money-proofs.ts';
import type { Proof } from '../../domain/test/proof.ts';
import { stockProofs } from '../../domain/test/stock-proofs.ts';
import { openCheckers } from '../src/checkers.ts';
import { judged, order, SINCE, sha256 } from './history.ts';

/** The domain proves its invariants; here it is shown under which name each of them is told. */
const proofs: { [invariant: string]: Proof } = { ...stockProofs, ...moneyProofs, ...auditProofs };

describe('the rules for records', () => {
  test.each([
    ['stock', 'oversell'],
    ['received-units', 'received units'],
    ['order-totals', 'order totals'],
    ['transactions', 'double entry'],
    ['balances', 'ledger = balance'],
    ['available-funds', 'overdrafts'],
    ['conserved-money', 'money conserved'],
    ['audit-chain', 'audit gaps and chain'],
    ['every-merchant-named', 'every merchant named'],
    ['effect-once', 'effect once'],
  ])('tell a breach of %s as %s', (invariant, checker) => {
    const { guilty, innocent } = proofs[invariant] as Proof;
    const [{ records, says }] = Object.values(guilty) as [Proof['guilty'][string]];
    expect(judged(checker, [], records)).toMatchObject({ count: says.length, first: says });
    expect(judged(checker, [], Object.values(innocent)[0] ?? [])).toMatchObject({ count: 0, first: [] });
  });

  test('are one for each invariant, and the first of all verdicts', () => {
    const names = openCheckers({ sha256, since: SINCE })
      .verdicts()
      .map(({ checker }) => checker);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(Object.keys(invariants).length + 11);
  });

  test('say so where the breaches of other rules left no room for their own', () => {
    const books: AnyRecord = {
      kind: 'account',
      value: { merchantId: 'm1', account: 'clearing', currency: 'EUR', balanceMinor: 0, version: 1 },
    };
    const wrong = [books, ...Array.from({ length: 120 }, (_, n) => order(`c${n}`))];
    expect(judged('order totals', [], wrong)).toMatchObject({ count: 120, first: { length: 20 } });
    expect(judged('money conserved', [], wrong)).toMatchObject({ count: 1, first: [] });
    expect(judged('money conserved', [], wrong).says).toContain('those of other rules came first');
  });
});
