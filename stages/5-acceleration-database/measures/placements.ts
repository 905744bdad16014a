import type { StageMeasure } from '@outgrow/services/stage';
import { ask, onCluster } from './on-cluster.ts';

/**
 * A small shop of its own under four placements, one buyer on each node: orders that are placed, then a customer's orders that are read.
 * Of each placement (`byMerchant`, `byOrder`, `byCustomer`, `referencePartitioned`) and workload (`Place`, `Read`) the figures `P50Us`,
 * `P99Us`, `PerSecond`, and per run how many `Partitions`, `Nodes` and `Messages` it took. Throws where a sum is wrong afterwards.
 */
export const placements: StageMeasure = (running, settings, { progress = () => {}, signal }) =>
  onCluster(running, async (client) => {
    const figures: Record<string, number> = {};
    for (const [name, placement] of Object.entries(PLACEMENTS)) {
      signal?.throwIfAborted();
      progress(`measuring the placement ${placement.toLowerCase().replace('_', ' ')}`);
      const found = await ask<Record<string, number>>(client, 'outgrow.measure.Placements', { ...settings, placement });
      for (const [figure, value] of Object.entries(found)) figures[`${name}${figure}`] = value;
    }
    return figures;
  });

const PLACEMENTS = {
  byMerchant: 'BY_MERCHANT',
  byOrder: 'BY_ORDER',
  byCustomer: 'BY_CUSTOMER',
  referencePartitioned: 'REFERENCE_PARTITIONED',
} as const;
