import type { Product } from '@outgrow/domain/records';
import type { Facets, Highlight } from '@outgrow/domain/shop';
import { PRICE_BANDS } from '@outgrow/domain/shop';

/** What the memory shop adds to what it finds. */
export function facetsOf(all: readonly Product[]): Facets {
  const byCategory = Map.groupBy(all, ({ categoryId }) => categoryId);
  const prices = PRICE_BANDS.map((fromMinor, band) => {
    const belowMinor = PRICE_BANDS[band + 1];
    const within = all.filter(({ priceMinor }) => priceMinor >= fromMinor && priceMinor < (belowMinor ?? Infinity));
    return { fromMinor, ...(belowMinor !== undefined && { belowMinor }), count: within.length };
  });
  return { categories: [...byCategory].map(([categoryId, { length }]) => ({ categoryId, count: length })), prices };
}

export function highlightOf({ name, description }: Product, text: string): Highlight {
  const pieces = name.split(text).flatMap((between) => [
    { text, hit: true },
    { text: between, hit: false },
  ]);
  return { name: pieces.slice(1), description: description === '' ? [] : [{ text: description, hit: false }] };
}
