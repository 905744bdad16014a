import type { Product } from '@outgrow/domain/records';
import type { SearchReads } from '@outgrow/domain/shop';
import { selectList } from './columns.ts';
import type { Database } from './database.ts';
import { pageOf, placeOf } from './pages.ts';

/** Full-text search by Postgres itself, ranked by how densely the words stand. */
export const search = (from: Database): SearchReads => ({
  async search({ text, categoryId, merchantId }, page) {
    const place = placeOf(page, ['number', 'string', 'string']) ?? [null, null, null];
    const rows = await from.rows<Product & { rank: number }>('search', SEARCH, [
      text,
      categoryId ?? null,
      merchantId ?? null,
      ...place,
      page.limit + 1,
    ]);
    const found = pageOf(rows, page.limit, ({ rank, merchantId, sku }) => [rank, merchantId, sku]);
    return { ...found, items: found.items.map(({ rank: _, ...product }) => product) };
  },
});

const SEARCH = `
  SELECT ${selectList('product')}, rank
  FROM products, websearch_to_tsquery('english', $1) AS query, LATERAL (SELECT ts_rank_cd(search, query)::float8 AS rank) AS ranked
  WHERE search @@ query
    AND ($2::text IS NULL OR category_id = $2)
    AND ($3::text IS NULL OR merchant_id = $3)
    AND ($4::float8 IS NULL OR (-rank, merchant_id, sku) > (-$4, $5, $6))
  ORDER BY rank DESC, merchant_id, sku LIMIT $7`;
