import { registry } from '@outgrow/api/metrics';
import { Counter } from 'prom-client';
import type { DataGrid } from './data-grid.ts';

/** Shows at /metrics how the grid does. A stage that is opened again in one process takes the place of the one before. */
export function showGridMetrics(grid: DataGrid): void {
  for (const name of ['outgrow_product_cache_reads_total', 'outgrow_grid_failures_total']) registry.removeSingleMetric(name);
  const registers = [registry];
  new Counter({
    name: 'outgrow_product_cache_reads_total',
    help: 'Product reads of this instance, by whether the grid held the product.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      this.inc({ result: 'hit' }, grid.hits);
      this.inc({ result: 'miss' }, grid.misses);
    },
  });
  new Counter({
    name: 'outgrow_grid_failures_total',
    help: 'What this instance asked of the grid in vain: to read, to fill in after a miss, or to hear of a write, which leaves it stale.',
    labelNames: ['operation'],
    registers,
    collect() {
      this.reset();
      for (const [operation, count] of Object.entries(grid.failures)) this.inc({ operation }, count);
    },
  });
}
