import { hash } from 'node:crypto';
import { observe } from '@outgrow/api/tracing';
import type { Command } from '@outgrow/domain/commands';
import { merchantsOf } from '@outgrow/domain/commands';
import type { Reply } from '@outgrow/domain/run';
import { run } from '@outgrow/domain/run';
import type { Cluster } from './cluster.ts';
import type { RecordCaches } from './record-caches.ts';
import { TransactionStep } from './transaction-step.ts';

/**
 * The same command decided here: a transaction over the client at the node of the first merchant, one round trip for each
 * table it reads or writes, its merchants' heads locked meanwhile.
 */
export function executeFromClient(cluster: Cluster, caches: RecordCaches, command: Command): Promise<Reply> {
  const merchants = merchantsOf(command);
  return cluster.write('execute from the client', (leftMs) =>
    cluster.client.transaction(
      async (transaction) => {
        const step = new TransactionStep(caches, transaction);
        await step.lock(merchants);
        const given = { now: new Date().toISOString(), sha256: (text: string) => hash('sha256', text, 'hex') };
        return run(command, step, given, observe);
      },
      { near: { cache: 'HEADS', key: merchants[0] ?? '' }, timeoutMs: Math.max(1, Math.min(Math.floor(leftMs), ATTEMPT_MS)) },
    ),
  );
}

const ATTEMPT_MS = 2_800;
