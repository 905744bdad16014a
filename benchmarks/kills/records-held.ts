import type { Kind } from '@outgrow/domain/records';
import type { Shop } from '@outgrow/domain/shop';
import { eachRecord } from '@outgrow/harness/each-record';
import { sha256 } from '@outgrow/harness/market/secrets';

/** All records, each by its hash. */
export type Held = ReadonlyMap<string, Kind>;

export async function recordsHeld(shop: Shop): Promise<Held> {
  const held = new Map<string, Kind>();
  await eachRecord(shop, ({ kind, value }) => held.set(sha256(`${kind} ${canonical(value)}`), kind), {});
  return held;
}

/** How many of each kind were held before and are not now, or the other way round; a record that changed is both. */
export function differing(
  before: Held,
  after: Held,
): { gone: Partial<Record<Kind, number>>; come: Partial<Record<Kind, number>> } {
  return { gone: notIn(after, before), come: notIn(before, after) };
}

function notIn(other: Held, held: Held): Partial<Record<Kind, number>> {
  const counts: Partial<Record<Kind, number>> = {};
  for (const [hash, kind] of held) if (!other.has(hash)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** As JSON whose members are in one order, whatever order a system hands them out in. */
const canonical = (record: object): string =>
  JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
