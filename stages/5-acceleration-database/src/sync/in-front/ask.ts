import { StoreError } from '@outgrow/domain/store-error';
import { type Cluster, SYSTEM } from '../../ignite2/cluster.ts';

/** Has a node do something about the database. All of it may be done twice. */
export async function ask({ client }: Cluster, task: string, argument: string, timeoutMs = ANSWERS_WITHIN_MS): Promise<string> {
  try {
    return String(await client.execute(`outgrow.store.${task}`, argument, { timeoutMs, idempotent: true }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(SYSTEM, 'unknown', `${task} was not done: ${reason}`, { cause: error });
  }
}

const ANSWERS_WITHIN_MS = 10_000;
