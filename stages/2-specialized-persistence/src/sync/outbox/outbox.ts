import type { Change } from '@outgrow/domain/decide';
import type { Statement } from '@outgrow/postgres-shop/round-trip';

/** The systems that the relay tells. */
export const DESTINATIONS = ['index', 'warehouse'] as const;
export type DestinationName = (typeof DESTINATIONS)[number];

/**
 * The statement that notes, in the transaction of the changes, what other systems are to be told of them: products to both, orders to
 * the warehouse. None where there is nothing to tell.
 */
export function outboxStatement(changes: readonly Change[]): readonly Statement[] {
  const told = changes.flatMap((change) =>
    'put' in change && (change.put === 'product' || change.put === 'order') ? [{ kind: change.put, record: change.value }] : [],
  );
  return told.length === 0 ? [] : [{ name: 'outbox', text: OUTBOX, values: [JSON.stringify(told)] }];
}

const OUTBOX = `
  INSERT INTO outbox (destination, kind, record)
  SELECT destination, kind, record FROM json_to_recordset($1::json) AS told(kind text, record json),
    unnest(CASE kind WHEN 'product' THEN '{index,warehouse}' ELSE '{warehouse}' END::text[]) AS destination`;
