import { registry } from '@outgrow/api/metrics';
import type { IgniteClient } from '@outgrow/ignite-client/client';
import { Counter } from 'prom-client';

/** Shows at /metrics what goes between this instance and the cluster. A stage that is opened again in one process takes the place of the one before. */
export function showMetrics(client: IgniteClient): void {
  for (const [name, help, countOf] of COUNTERS) {
    registry.removeSingleMetric(name);
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(countOf(client.traffic()));
      },
    });
  }
}

type Traffic = ReturnType<IgniteClient['traffic']>;

const COUNTERS: readonly (readonly [name: string, help: string, countOf: (traffic: Traffic) => number])[] = [
  ['outgrow_cluster_requests_total', 'Requests sent to the cluster.', ({ requests }) => requests],
  ['outgrow_cluster_sent_bytes_total', 'Bytes sent to the cluster.', ({ sentBytes }) => sentBytes],
  ['outgrow_cluster_received_bytes_total', 'Bytes received from the cluster.', ({ receivedBytes }) => receivedBytes],
];
