import type { Key } from '@outgrow/domain/keys';
import { keyText } from '@outgrow/domain/keys';
import type { Merchant, Product } from '@outgrow/domain/records';
import type { AccountPage } from '@outgrow/domain/shop';
import type { ProductShape } from '../product-shape.ts';

export type GridKind = 'product' | 'merchant' | 'account';

/** What the grid holds; of an account, pages. */
export type Held = Product | Merchant | AccountPage;

/** Where it lies: under a key of its own; a page in the hash that all pages of its account share, so that one DEL takes them all. */
export interface Slot {
  kind: GridKind;
  key: string;
  page?: string;
}

export const PREFIX = 'grid:';

export const slotOf = (key: Key<GridKind>): Slot => ({ kind: key.kind, key: PREFIX + keyText(key) });
export const pageSlotOf = (key: Key<'account'>, limit: number): Slot => ({ ...slotOf(key), page: String(limit) });

/** The pattern of a kind's keys. */
export const patternOf = (kind: GridKind): string => `${PREFIX}${kind}/*`;

export function keyAt(kind: GridKind, slotKey: string): Key<GridKind> {
  const [, merchantId = '', id = ''] = slotKey.split('/');
  return { kind, merchantId, id };
}

/** Of a page, its account's. */
export const versionOf = (held: Held): number => ('account' in held ? held.account.version : held.version);

/** The text that is held: the version, a line feed, the record as JSON. */
export const textOf = (held: Held): string => `${versionOf(held)}\n${JSON.stringify(held)}`;

/** The record in a text; undefined in a tombstone, which is a version alone. */
export function heldIn<T extends Held>(text: string, kind: GridKind, shape: ProductShape): T | undefined {
  const start = text.indexOf('\n') + 1;
  if (start >= text.length) return undefined;
  const held = JSON.parse(text.slice(start));
  return kind === 'product' ? (shape.read(held) as T) : held;
}
