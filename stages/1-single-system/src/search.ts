import { HIT_BEGINS, HIT_ENDS, PASSAGE_CHARS, passageOf, piecesOf } from '@outgrow/domain/pieces';
import type { Product } from '@outgrow/domain/records';
import type { Facets, Found, Highlight, ProductQuery, SearchReads } from '@outgrow/domain/shop';
import { PRICE_BANDS } from '@outgrow/domain/shop';
import { selectList } from '@outgrow/postgres-shop/columns';
import type { Database } from '@outgrow/postgres-shop/database';
import { pageOf, placeOf } from '@outgrow/postgres-shop/pages';

/** Full-text search by Postgres itself, ranked by how densely the words stand. */
export const search = (from: Database): SearchReads => ({
  async search(query, page) {
    const place = placeOf(page, ['number', 'string', 'string']) ?? [null, null, null];
    const [statement, text] = query.highlight ? ['search, highlighted', SEARCH_HIGHLIGHTED] : ['search', SEARCH];
    const [rows, facets] = await Promise.all([
      from.rows<Row>(statement, text, [...conditionsOf(query), ...place, page.limit + 1]),
      query.facets ? facetsOf(from, query) : undefined,
    ]);
    const { items, ...more } = pageOf(rows, page.limit, ({ rank, merchantId, sku }) => [rank, merchantId, sku]);
    return {
      items: items.map(({ rank: _, markedName: _name, markedDescription: _description, ...product }) => product),
      ...more,
      ...(facets && { facets }),
      ...(query.highlight && { highlights: items.map(highlightOf) }),
    } satisfies Found;
  },
});

interface Row extends Product {
  rank: number;
  markedName?: string;
  markedDescription?: string;
}

const highlightOf = ({ markedName = '', markedDescription = '' }: Row): Highlight => ({
  name: piecesOf(markedName),
  // The passages of Postgres leave out tags, and show a beginning without a hit where not all the words are in the text.
  description: passageOf(piecesOf(markedDescription), PASSAGE_CHARS),
});

async function facetsOf(from: Database, query: ProductQuery): Promise<Facets> {
  const counts = await from.rows<{ categoryId: string | null; band: number | null; count: number }>(
    'search facets',
    FACETS,
    conditionsOf(query),
  );
  const categories = counts.flatMap(({ categoryId, count }) => (categoryId === null ? [] : [{ categoryId, count }]));
  const prices = PRICE_BANDS.map((fromMinor, at) => {
    const belowMinor = PRICE_BANDS[at + 1];
    const count = counts.find(({ band }) => band === at + 1)?.count ?? 0;
    return { fromMinor, ...(belowMinor !== undefined && { belowMinor }), count };
  });
  return { categories, prices };
}

const conditionsOf = ({ text, categoryId, merchantId }: ProductQuery) => [text, categoryId ?? null, merchantId ?? null];

const MATCHING = `
  FROM products, websearch_to_tsquery('english', $1) AS query
  WHERE search @@ query AND ($2::text IS NULL OR category_id = $2) AND ($3::text IS NULL OR merchant_id = $3)`;

const SEARCH = `
  SELECT * FROM (SELECT ${selectList('product')}, ts_rank_cd(search, query)::float8 AS rank ${MATCHING}) AS found
  WHERE ($4::float8 IS NULL OR (-rank, "merchantId", sku) > (-$4, $5, $6))
  ORDER BY rank DESC, "merchantId", sku LIMIT $7`;

const marks = `StartSel="${HIT_BEGINS}", StopSel="${HIT_ENDS}"`;
const marked = (column: string) =>
  `ts_headline('english', ${column}, websearch_to_tsquery('english', $1), '${marks}, HighlightAll=true')`;

// Only what is on the page is marked: it is read again for it, word by word.
const SEARCH_HIGHLIGHTED = `
  SELECT page.*, ${marked('name')} AS "markedName",
    ${marked('description')} AS "markedDescription"
  FROM (${SEARCH}) AS page ORDER BY rank DESC, "merchantId", sku`;

// A row for each category and one for each band that holds any; `width_bucket` counts bands from 1.
const FACETS = `
  SELECT category_id AS "categoryId", band, count(*) AS count
  FROM (SELECT category_id, width_bucket(price_minor, '{${PRICE_BANDS}}'::bigint[]) AS band ${MATCHING}) AS found
  GROUP BY GROUPING SETS ((category_id), (band)) ORDER BY count DESC, category_id COLLATE "C"`;
