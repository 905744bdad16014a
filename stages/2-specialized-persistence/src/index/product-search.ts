import type { estypes } from '@elastic/elasticsearch';
import { HIT_BEGINS, HIT_ENDS, PASSAGE_CHARS, passageOf, piecesOf } from '@outgrow/domain/pieces';
import type { Product } from '@outgrow/domain/records';
import type { Facets, Found, Highlight, PageRequest, ProductQuery } from '@outgrow/domain/shop';
import { InvalidCursor, PRICE_BANDS } from '@outgrow/domain/shop';
import { pageOf, placeOf } from '@outgrow/postgres-shop/pages';
import type { ProductShape } from '../product-shape.ts';
import { PRODUCTS } from './index-schema.ts';

/** The request that finds a page of products, with one more to know of the next page. Throws `InvalidCursor`. */
export function searchRequest(query: ProductQuery, page: PageRequest, { pricePath }: ProductShape): estypes.SearchRequest {
  const { text, categoryId, merchantId, facets, highlight } = query;
  const place = placeIn(page);
  return {
    index: PRODUCTS,
    size: page.limit + 1,
    track_total_hits: false,
    query: {
      bool: {
        // All the words, in whichever of the fields each one stands.
        must: { multi_match: { query: text, fields: ['name^2', 'description'], type: 'cross_fields', operator: 'and' } },
        filter: [...(categoryId ? [{ term: { categoryId } }] : []), ...(merchantId ? [{ term: { merchantId } }] : [])],
      },
    },
    sort: [{ _score: { order: 'desc' } }, { merchantId: 'asc' }, { sku: 'asc' }],
    ...(place && { search_after: place }),
    ...(facets && { aggregations: aggregationsBy(pricePath) }),
    ...(highlight && { highlight: highlighting }),
  };
}

/** The answer to such a request as a page. */
export function foundIn(
  answer: estypes.SearchResponse<object>,
  { facets, highlight }: ProductQuery,
  { limit }: PageRequest,
  shape: ProductShape,
): Found {
  const { items: hits, ...more } = pageOf(answer.hits.hits, limit, ({ sort = [] }) => sort as (string | number)[]);
  return {
    items: hits.map(({ _source = {} }) => shape.read(_source)),
    ...more,
    ...(facets && { facets: facetsIn(answer) }),
    ...(highlight && { highlights: hits.map(highlightOf) }),
  };
}

/** Score, merchant and sku of the last product on the page before. */
function placeIn(page: PageRequest): (string | number)[] | null {
  const place = placeOf(page, ['number', 'string', 'string']);
  const isOurs = (part: string | number) => (typeof part === 'number' ? Number.isFinite(part) : /^[\w.-]{1,64}$/.test(part));
  if (place && !place.every(isOurs)) throw new InvalidCursor('the cursor is not one of this shop');
  return place;
}

const aggregationsBy = (pricePath: string) =>
  ({
    categories: { terms: { field: 'categoryId', size: 1_000, order: [{ _count: 'desc' }, { _key: 'asc' }] } },
    prices: {
      range: {
        field: pricePath,
        ranges: PRICE_BANDS.map((from, at) => ({
          from,
          ...(at + 1 < PRICE_BANDS.length && { to: PRICE_BANDS[at + 1] as number }),
        })),
      },
    },
  }) satisfies Record<string, estypes.AggregationsAggregationContainer>;

function facetsIn({ aggregations }: estypes.SearchResponse<object>): Facets {
  const { categories, prices } = aggregations as unknown as Record<keyof Aggregations, { buckets: Bucket[] }>;
  return {
    categories: categories.buckets.map(({ key, doc_count }) => ({ categoryId: key, count: doc_count })),
    prices: prices.buckets.map(({ from = 0, to, doc_count }) => ({
      fromMinor: from,
      ...(to !== undefined && { belowMinor: to }),
      count: doc_count,
    })),
  };
}

type Aggregations = ReturnType<typeof aggregationsBy>;

interface Bucket {
  key: string;
  doc_count: number;
  from?: number;
  to?: number;
}

const highlighting = {
  pre_tags: [HIT_BEGINS],
  post_tags: [HIT_ENDS],
  // Whole, so that together the pieces are the text.
  number_of_fragments: 0,
  fields: { name: {}, description: {} },
} satisfies estypes.SearchHighlight;

function highlightOf({ _source, highlight }: estypes.SearchHit<object>): Highlight {
  const texts = _source as Product | undefined;
  const pieces = (field: 'name' | 'description') => piecesOf(highlight?.[field]?.[0] ?? texts?.[field] ?? '');
  return { name: pieces('name'), description: passageOf(pieces('description'), PASSAGE_CHARS) };
}
