import type { Records } from '@outgrow/domain/records';
import { selectList, tables } from '@outgrow/postgres-shop/columns';
import type { Database } from '@outgrow/postgres-shop/database';
import type { WarehouseKind } from '../../warehouse/warehouse-tables.ts';

const BATCH = 5_000;

/** Rows in the order of `changedAt`, the last one's moment not necessarily whole unless they are the last rows. */
export interface ChangedRows {
  rows: (Records[WarehouseKind] & { changedAt: string })[];
  isLast: boolean;
}

/**
 * Hands over, batch by batch, the rows of a kind that changed after `since`, all as of one moment. By a cursor: the rows of one
 * large transaction share their changed_at, and pages by key would sort all of them again for each page.
 */
export async function eachChangedRows(
  from: Database,
  kind: WarehouseKind,
  since: string | null,
  take: (batch: ChangedRows) => Promise<void>,
): Promise<void> {
  let refused: { error: unknown } | undefined;
  await from.with(async (client) => {
    await client.query('BEGIN READ ONLY');
    try {
      // A cursor's declaration takes no parameters.
      await client.query(`SELECT set_config('outgrow.since', $1, true)`, [since ?? '-infinity']);
      await client.query(CURSORS[kind]);
      for (let isLast = false; !isLast && !refused; ) {
        const { rows } = await client.query(`FETCH ${BATCH} FROM changed`);
        isLast = rows.length < BATCH;
        // Thrown in here, it would count as a failure of the database.
        await take({ rows, isLast }).catch((error: unknown) => {
          refused = { error };
        });
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {}); // The connection is used again, unless it is what failed.
      throw error;
    }
  });
  if (refused) throw refused.error;
}

const CURSORS = { product: cursorOf('product'), order: cursorOf('order') };

function cursorOf(kind: WarehouseKind): string {
  const { table } = tables[kind];
  return `DECLARE changed NO SCROLL CURSOR FOR
    SELECT ${selectList(kind)}, to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "changedAt"
    FROM ${table} WHERE changed_at > current_setting('outgrow.since')::timestamptz ORDER BY changed_at`;
}
