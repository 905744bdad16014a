import type { Page, PageRequest } from '@outgrow/domain/shop';
import { InvalidCursor } from '@outgrow/domain/shop';

/** A cursor is the last item's place in the order, as base64url of a JSON array. */
export const cursor = (place: readonly (string | number)[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place a cursor names, or null where the page is the first. `types` are those of its parts. */
export function placeOf(page: PageRequest, types: readonly ('string' | 'number')[]): (string | number)[] | null {
  if (page.after === undefined) return null;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(page.after, 'base64url').toString());
  } catch {
    throw new InvalidCursor('the cursor is not one of this shop');
  }
  const fits =
    Array.isArray(place) &&
    place.length === types.length &&
    // Postgres takes no NUL in a text.
    place.every((part, index) => typeof part === types[index] && !String(part).includes('\0'));
  if (!fits) throw new InvalidCursor('the cursor is not one of this shop');
  return place as (string | number)[];
}

/** A page out of one row more than it holds: the extra row says that there is a next one. */
export function pageOf<T>(rows: readonly T[], limit: number, placeIn: (item: T) => readonly (string | number)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: cursor(placeIn(last)) } : { items };
}
