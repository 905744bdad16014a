import { registry } from '@outgrow/api/metrics';
import { Gauge } from 'prom-client';
import type { Database } from './database.ts';

/** Shows at /metrics how the pools do. A stage that is opened again in one process takes the place of the one before. */
export function showPools(databases: readonly Database[]): void {
  registry.removeSingleMetric('outgrow_pool_connections');
  new Gauge({
    name: 'outgrow_pool_connections',
    help: 'Connections of this instance that are open or idle, and requests that wait for one.',
    labelNames: ['system', 'state'],
    registers: [registry],
    collect() {
      for (const { system, connections } of databases) {
        for (const [state, count] of Object.entries(connections)) this.set({ system, state }, count);
      }
    },
  });
}
