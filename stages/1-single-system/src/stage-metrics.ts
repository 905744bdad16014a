import { registry } from '@outgrow/api/metrics';
import { Counter, Gauge } from 'prom-client';
import type { Database } from './database.ts';
import type { ProductCache } from './product-cache.ts';

/** Shows at /metrics how the cache and the pools do. A stage that is opened again in one process takes the place of the one before. */
export function showMetrics(cache: ProductCache, databases: readonly Database[]): void {
  for (const name of ['outgrow_product_cache_reads_total', 'outgrow_pool_connections']) registry.removeSingleMetric(name);
  const registers = [registry];
  new Counter({
    name: 'outgrow_product_cache_reads_total',
    help: 'Product reads, by whether the cache of this instance held the product.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      this.inc({ result: 'hit' }, cache.hits);
      this.inc({ result: 'miss' }, cache.misses);
    },
  });
  new Gauge({
    name: 'outgrow_pool_connections',
    help: 'Connections of this instance that are open or idle, and requests that wait for one.',
    labelNames: ['system', 'state'],
    registers,
    collect() {
      for (const { system, connections } of databases) {
        for (const [state, count] of Object.entries(connections)) this.set({ system, state }, count);
      }
    },
  });
}
