import { countsIn, keysIn, repairIn, shownIn, upsertIn } from '../sync/warehouse/copy-queries.ts';
import type { Loader } from '../sync/warehouse/loader.ts';
import * as given from './request-shapes.ts';
import { salesIn } from './sales-queries.ts';
import type { WarehouseFile } from './warehouse-file.ts';

const MAX_LIMIT = 1_000;

export interface Asked {
  query: URLSearchParams;
  /** Of a POST that has one. */
  body: given.Body;
}

/** What can be asked of the warehouse, by method and path; what a handler resolves to is the JSON of the answer. */
export function warehouseRoutes(
  file: WarehouseFile,
  loader: Loader,
): Readonly<Record<string, (asked: Asked) => Promise<unknown>>> {
  const sales = salesIn(file);
  return {
    'GET /sales-by-day': ({ query }) => sales.salesByDay(...daysIn(query)),
    'GET /top-products': ({ query }) => sales.topProducts(...daysIn(query), given.limitIn(query, MAX_LIMIT)),
    'GET /merchant-cohorts': () => sales.merchantCohorts(),
    'POST /shown': ({ body }) => shownIn(file, given.kindIn(body.kind), given.keysIn(body)),
    'GET /keys': ({ query }) =>
      keysIn(file, given.kindIn(query.get('kind')), given.placeIn(query), given.limitIn(query, given.MAX_KEYS)),
    async 'POST /repair'({ body }) {
      const kind = given.kindIn(body.kind);
      await repairIn(file, kind, given.rightsIn(body, kind));
      return {};
    },
    'POST /upsert': async ({ body }) => ({ newer: await upsertIn(file, given.recordsIn(body)) }),
    'POST /load': () => loader.load(),
    async 'POST /rebuild'() {
      await loader.rebuild();
      return await countsIn(file);
    },
  };
}

const daysIn = (query: URLSearchParams): [string, string, string] => [
  given.textIn(query, 'merchantId'),
  given.dayIn(query, 'from'),
  given.dayIn(query, 'to'),
];
