import { upTo } from './in-parallel.ts';

/** Cursors like this one: cut, with characters changed, and, where it is JSON in base64url, with hostile values in its places. */
export function tamperings(cursor: string): string[] {
  const cut = [cursor.slice(1), cursor.slice(0, -1), cursor.slice(0, 4), `${cursor}A`, `${cursor}=`, cursor.toUpperCase()];
  const changed = upTo(Math.min(cursor.length, 12)).map((at) => `${cursor.slice(0, at - 1)}_${cursor.slice(at)}`);
  return [...cut, ...changed, ...hostileIn(cursor)].filter((one) => one !== '' && one !== cursor);
}

function hostileIn(cursor: string): string[] {
  const place = asArray(Buffer.from(cursor, 'base64url').toString());
  if (!place) return [];
  const texts = [
    '',
    '\0',
    'a\0b',
    '\ud800',
    "'",
    '0',
    '2025',
    '-infinity',
    'infinity',
    '99999-01-01',
    '0000-00-00',
    'now',
    '1 2 3',
    '2025-02-30',
  ];
  const numbers = [-1, 0, 1.5, 2 ** 31, 2 ** 53, 1e308, -1e308];
  const others = [null, true, [], {}];
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const replaced = place.flatMap((_, at) => [...texts, ...numbers, ...others].map((value) => encoded(place.with(at, value))));
  const infinite = Buffer.from(`[${place.map((part) => (typeof part === 'number' ? '1e999' : JSON.stringify(part))).join()}]`);
  return [...replaced, encoded([...place, 1]), encoded(place.slice(1)), infinite.toString('base64url')];
}

function asArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
