import type { Page, PageRequest } from '@outgrow/domain/shop';
import { InvalidCursor } from '@outgrow/domain/shop';

type Place = readonly (string | number)[];

/** The place a page begins after, or null where it is the first; `types` are those of the place's parts. */
export function placeOf({ after }: PageRequest, types: readonly ('string' | 'number')[]): Place | null {
  if (after === undefined) return null;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(after, 'base64url').toString());
  } catch {
    throw notOfThisShop();
  }
  const fits = Array.isArray(place) && place.length === types.length && place.every((part, at) => typeof part === types[at]);
  if (!fits) throw notOfThisShop();
  return place as Place;
}

/** A page out of one row more than it holds: the extra row says that there is a next one. */
export function pageOf<T>(rows: readonly T[], limit: number, placeIn: (item: T) => Place): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: cursor(placeIn(last)) } : { items };
}

/** The sequence number a page begins after, `first` where it is the first page. */
export function seqOf(page: PageRequest, first: number): number {
  const place = placeOf(page, ['number']);
  if (!place) return first;
  const seq = Number(place[0]);
  if (!Number.isInteger(seq) || seq < 0 || seq > MAX_SEQ) throw notOfThisShop();
  return seq;
}

/** A time as this shop writes it. */
export function timeIn(part: string | number | undefined): string {
  const text = String(part);
  const isTime = /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;
  if (!isTime) throw notOfThisShop();
  return text;
}

export const MAX_SEQ = 2 ** 31 - 1;

const cursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

const notOfThisShop = () => new InvalidCursor('the cursor is not one of this shop');
