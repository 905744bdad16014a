import type { Shown } from '@outgrow/domain/copies';
import type { Records } from '@outgrow/domain/records';
import type { WarehouseFile } from '../../warehouse/warehouse-file.ts';
import {
  deleteFrom,
  keysOf,
  putInto,
  shownOf,
  tables,
  WAREHOUSE_KINDS,
  type WarehouseKind,
  type WarehouseRecord,
} from '../../warehouse/warehouse-tables.ts';

/** A record of a kind that is known from elsewhere. */
export interface WarehouseKey {
  merchantId: string;
  id: string;
}

export interface RightOfKey extends WarehouseKey {
  record: Records[WarehouseKind] | null;
}

/** Of each key, in their order; null where it is not there. */
export async function shownIn(
  file: WarehouseFile,
  kind: WarehouseKind,
  keys: readonly WarehouseKey[],
): Promise<(Shown | null)[]> {
  const found = await file.read(({ rows }) => rows<WarehouseKey & Shown>(shownOf(kind), [JSON.stringify(distinct(keys))]));
  const byKey = new Map(found.map(({ merchantId, id, ...shown }) => [`${merchantId}/${id}`, shown]));
  return keys.map(({ merchantId, id }) => byKey.get(`${merchantId}/${id}`) ?? null);
}

/** At most `limit` keys that come after the given one, in the order of merchant and id. */
export function keysIn(file: WarehouseFile, kind: WarehouseKind, after: WarehouseKey, limit: number): Promise<WarehouseKey[]> {
  return file.read(({ rows }) => rows<WarehouseKey>(keysOf(kind), [after.merchantId, after.id, limit]));
}

/** From then on it shows exactly that, whatever its version. */
export async function repairIn(file: WarehouseFile, kind: WarehouseKind, right: readonly RightOfKey[]): Promise<void> {
  const last = distinct(right);
  const records = last.flatMap(({ record }) => record ?? []);
  await file.write(async ({ run }) => {
    await run(deleteFrom(kind), [JSON.stringify(last.map(({ merchantId, id }) => ({ merchantId, id })))]);
    if (records.length > 0) await run(putInto(kind), [JSON.stringify(records)]);
  });
}

/** How many records it holds, by table. */
export function countsIn(file: WarehouseFile): Promise<{ products: number; orders: number }> {
  return file.read(async ({ rows }) => {
    const [counts] = await rows<{ products: number; orders: number }>(COUNTS);
    return counts ?? { products: 0, orders: 0 };
  });
}

const COUNTS = 'SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM orders) AS orders';

/** Takes in records where they are newer. How many were. */
export function upsertIn(file: WarehouseFile, records: readonly WarehouseRecord[]): Promise<number> {
  return file.write(async ({ run }) => {
    let count = 0;
    for (const kind of WAREHOUSE_KINDS) {
      const newest = new Map<string, Records[WarehouseKind]>();
      for (const { kind: of, record } of records) {
        const key = `${record.merchantId}/${idOf(of, record)}`;
        if (of === kind && !((newest.get(key)?.version ?? 0) > record.version)) newest.set(key, record);
      }
      if (newest.size > 0) count += await run(putInto(kind), [JSON.stringify([...newest.values()])]);
    }
    return count;
  });
}

export const idOf = (kind: WarehouseKind, record: Records[WarehouseKind]): string =>
  String((record as unknown as Record<string, unknown>)[tables[kind].id[0]]);

/** Of each key the last. */
const distinct = <K extends WarehouseKey>(keys: readonly K[]): K[] => [
  ...new Map(keys.map((key) => [`${key.merchantId}/${key.id}`, key])).values(),
];
