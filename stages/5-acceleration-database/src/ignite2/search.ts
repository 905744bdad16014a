import { PASSAGE_CHARS, passageOf } from '@outgrow/domain/pieces';
import type { Product } from '@outgrow/domain/records';
import type { Facets, Found, Highlight, PageRequest, SearchReads } from '@outgrow/domain/shop';
import { InvalidCursor, PRICE_BANDS } from '@outgrow/domain/shop';
import type { Cluster } from './cluster.ts';
import { recordOf } from './columns.ts';
import { piecesWith, wordsOf } from './like-words.ts';
import { pageOf, placeOf } from './pages.ts';
import { rowsOf } from './rows-of.ts';
import { facetsStatement, type Narrowed, type Place, pageStatement } from './search-sql.ts';

/**
 * Search by SQL LIKE: every node looks through all of its products, or through those of the merchant or the category that is asked for.
 * A word is found wherever its letters stand, also within a longer word: `lamp` finds lampshade, and `lamps` does not find lamp. There is no
 * stemming, no stop word, no phrase, no word left out by a minus, and a rank that counts words and knows nothing of how rare they are.
 */
export const search = (cluster: Cluster): SearchReads => ({
  async search(query, page) {
    const place = placeIn(page);
    const narrowed: Narrowed = { words: wordsOf(query.text), categoryId: query.categoryId, merchantId: query.merchantId };
    const [rows, facets] = await Promise.all([
      rankedBy(cluster, narrowed, place, page.limit + 1),
      query.facets ? facetsOf(cluster, narrowed) : undefined,
    ]);
    const { items, ...more } = pageOf(rows, page.limit, ({ ranked, merchantId, sku }) => [ranked, merchantId, sku]);
    return {
      items: items.map(({ ranked: _, ...product }) => product),
      ...more,
      ...(facets && { facets }),
      ...(query.highlight && { highlights: items.map((product) => highlightOf(product, narrowed.words)) }),
    } satisfies Found;
  },
});

/** Nothing is found by no words, as by punctuation alone. */
async function rankedBy(cluster: Cluster, narrowed: Narrowed, place: Place | undefined, limit: number): Promise<Ranked[]> {
  if (narrowed.words.length === 0) return [];
  const { sql, args } = pageStatement(narrowed, place, limit);
  const found = await cluster.read('search', (timeoutMs) => cluster.client.query(sql, args, { timeoutMs }));
  return rowsOf(found).map((row) => recordOf<Ranked>(row));
}

interface Ranked extends Product {
  ranked: number;
}

async function facetsOf(cluster: Cluster, narrowed: Narrowed): Promise<Facets> {
  const counts = narrowed.words.length === 0 ? [] : await countsOf(cluster, narrowed);
  const ofCategory = new Map<string, number>();
  const ofBand = PRICE_BANDS.map(() => 0);
  for (const [categoryId, band, count] of counts) {
    ofCategory.set(categoryId, (ofCategory.get(categoryId) ?? 0) + count);
    ofBand[band] = (ofBand[band] ?? 0) + count;
  }
  const categories = [...ofCategory].map(([categoryId, count]) => ({ categoryId, count }));
  return {
    categories: categories.sort((a, b) => b.count - a.count || (a.categoryId < b.categoryId ? -1 : 1)),
    prices: PRICE_BANDS.map((fromMinor, band) => {
      const belowMinor = PRICE_BANDS[band + 1];
      return { fromMinor, ...(belowMinor !== undefined && { belowMinor }), count: ofBand[band] ?? 0 };
    }),
  };
}

async function countsOf(cluster: Cluster, narrowed: Narrowed): Promise<[string, number, number][]> {
  const { sql, args } = facetsStatement(narrowed);
  const { rows } = await cluster.read('search facets', (timeoutMs) => cluster.client.query(sql, args, { timeoutMs }));
  return rows as [string, number, number][];
}

const highlightOf = ({ name, description }: Product, words: readonly string[]): Highlight => ({
  name: piecesWith(name, words),
  description: passageOf(piecesWith(description, words), PASSAGE_CHARS),
});

function placeIn(page: PageRequest): Place | undefined {
  const place = placeOf(page, ['number', 'string', 'string']);
  if (!place) return undefined;
  const [rank, merchantId, sku] = place as [number, string, string];
  const isOurs = Number.isInteger(rank) && Math.abs(rank) < 2 ** 31 && [merchantId, sku].every((id) => /^[\w.-]{1,64}$/.test(id));
  if (!isOurs) throw new InvalidCursor('the cursor is not one of this shop');
  return { rank, merchantId, sku };
}
