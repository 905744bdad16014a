import { describe, expect, test } from 'vitest';
import type { InvariantName } from '../src/invariants.ts';
import { invariants } from '../src/invariants.ts';
import type { AnyRecord } from '../src/records.ts';
import { auditProofs } from './audit-proofs.ts';
import { moneyProofs } from './money-proofs.ts';
import type { Proof } from './proof.ts';
import { stockProofs } from './stock-proofs.ts';
import { sha256 } from './world.ts';

/** An invariant without a proof does not compile. */
const proofs: { readonly [name in InvariantName]: Proof } = { ...stockProofs, ...moneyProofs, ...auditProofs };

describe.each(Object.entries(proofs) as [InvariantName, Proof][])('the invariant %s', (name, { innocent, guilty }) => {
  test.each(Object.entries(innocent))('is content with %s', (_named, records) => {
    expect(said(name, records)).toEqual([]);
  });

  test.each(Object.entries(guilty))('shows %s', (_named, { records, says }) => {
    expect(said(name, records)).toEqual(says);
  });
});

/** What one invariant alone says: the sets are too small to hold the others. */
function said(name: InvariantName, records: readonly AnyRecord[]): string[] {
  const messages: string[] = [];
  const report = (message: string, merchantId?: string) => messages.push(merchantId ? `${merchantId}: ${message}` : message);
  const { see, end } = invariants[name](report, { sha256 });
  for (const { kind, value } of records) see[kind]?.(value as never);
  end?.();
  return messages;
}
