import { join } from 'node:path';
import { marketOf } from '@outgrow/conformance/lamps';
import type { Product } from '@outgrow/domain/records';
import { systemOfRecord } from '@outgrow/postgres-shop/system-of-record';
import type { StartedElasticsearch } from '@outgrow/services/elasticsearch';
import { elasticsearch } from '@outgrow/services/elasticsearch';
import type { ShopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import { shopOnPostgres } from '../../../packages/postgres-shop/test/shop-on-postgres.ts';
import type { IndexLimits } from '../src/index/product-index.ts';
import { ProductIndex } from '../src/index/product-index.ts';

const PATIENT: IndexLimits = { toldWithinMs: 20_000, foundWithinMs: 20_000 };

/** Products in a Postgres, and an index of its own that holds none of them yet. */
export interface ShopWithIndex extends AsyncDisposable {
  postgres: ShopOnPostgres;
  elasticsearch: StartedElasticsearch;
  /** An index as an app instance has one, which waits longer: what is slow here is the machine. */
  index(limits?: IndexLimits): ProductIndex;
  /** Writes products over what the database holds, as the schema's owner. */
  written(products: readonly Product[]): Promise<void>;
}

export async function shopWithIndex(products: readonly Product[]): Promise<ShopWithIndex> {
  await using opened = new AsyncDisposableStack();
  const schema = join(import.meta.dirname, '../schema');
  const postgres = opened.use(await shopOnPostgres(marketOf(products), { roles: ['loader', 'relay'], schema }));
  const server = opened.use(await elasticsearch().start());
  const recorded = systemOfRecord(postgres.database());
  const owned = opened.move();
  return {
    postgres,
    elasticsearch: server,
    index: (limits = PATIENT) => owned.adopt(new ProductIndex(server.url, recorded, limits), (index) => index.close()),
    async written(all) {
      for (const { merchantId, sku, priceMinor, version } of all) {
        await postgres.asOwner(
          `UPDATE products SET price_minor = ${priceMinor}, version = ${version} WHERE merchant_id = '${merchantId}' AND sku = '${sku}'`,
        );
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
