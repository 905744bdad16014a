import { registry } from '@outgrow/api/metrics';
import type { Database } from '@outgrow/postgres-shop/database';
import { showPools } from '@outgrow/postgres-shop/pool-metrics';
import { Counter } from 'prom-client';
import type { ProductCache } from './product-cache.ts';

/** Shows at /metrics how the cache and the pools do. A stage that is opened again in one process takes the place of the one before. */
export function showMetrics(cache: ProductCache, databases: readonly Database[]): void {
  showPools(databases);
  registry.removeSingleMetric('outgrow_product_cache_reads_total');
  new Counter({
    name: 'outgrow_product_cache_reads_total',
    help: 'Product reads, by whether the cache of this instance held the product.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      this.inc({ result: 'hit' }, cache.hits);
      this.inc({ result: 'miss' }, cache.misses);
    },
  });
}
