import type { Queries } from '../../warehouse/queries.ts';
import { WAREHOUSE_KINDS, type WarehouseKind } from '../../warehouse/warehouse-tables.ts';

/** How far a kind of record has been loaded. */
export interface Watermark {
  /** The largest changed_at of which all that could be seen is in, as ISO 8601 in UTC with microseconds. */
  changedAt: string | null;
  /** Whether the file has once held all there was: until then no sum over it is true. */
  complete: boolean;
}

const NONE: Watermark = { changedAt: null, complete: false };

export async function watermarkOf({ rows }: Queries, kind: WarehouseKind): Promise<Watermark> {
  const [found] = await rows<Watermark>('SELECT changed_at AS "changedAt", complete FROM watermarks WHERE kind = $1', [kind]);
  return found ?? NONE;
}

export async function moveWatermark({ run }: Queries, kind: WarehouseKind, { changedAt, complete }: Watermark): Promise<void> {
  await run('INSERT OR REPLACE INTO watermarks VALUES ($1, $2, $3)', [kind, changedAt, complete]);
}

export async function isComplete({ rows }: Queries): Promise<boolean> {
  return (await rows('SELECT kind FROM watermarks WHERE complete')).length === WAREHOUSE_KINDS.length;
}
