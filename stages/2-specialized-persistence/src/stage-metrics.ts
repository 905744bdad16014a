import { registry } from '@outgrow/api/metrics';
import type { Database } from '@outgrow/postgres-shop/database';
import { showPools } from '@outgrow/postgres-shop/pool-metrics';
import { Counter } from 'prom-client';
import type { DataGrid } from './grid/data-grid.ts';
import type { Telling } from './sync/telling.ts';

/** Shows at /metrics how the grid, the telling and the pool do. */
export function showMetrics(grid: DataGrid, telling: Telling, database: Database): void {
  grid.showMetrics();
  showPools([database]);
  registry.removeSingleMetric('outgrow_told_total');
  new Counter({
    name: 'outgrow_told_total',
    help: 'What other systems were told after a commit, by system and by whether it got there.',
    labelNames: ['system', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [system, { told, lost }] of Object.entries(telling.counts)) {
        this.inc({ system, result: 'told' }, told);
        this.inc({ system, result: 'lost' }, lost);
      }
    },
  });
}
