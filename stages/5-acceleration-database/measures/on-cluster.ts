import { IgniteClient } from '@outgrow/ignite-client/client';
import type { RunningStage } from '@outgrow/services/stage';
import { endpointsOf } from '../src/endpoints.ts';

/** Works with a client of its own on the cluster of a running stage, and closes it. */
export async function onCluster<T>({ urls }: Pick<RunningStage, 'urls'>, work: (client: IgniteClient) => Promise<T>): Promise<T> {
  const { cluster } = urls;
  if (cluster === undefined) throw new Error('this stage has no cluster to measure in');
  const client = new IgniteClient({ endpoints: endpointsOf(cluster), requestTimeoutMs: 10_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Runs a task that takes and gives JSON. A measure is not run again by itself: it would be measured on top of what it left. */
export async function ask<T>(client: IgniteClient, task: string, settings: object, merchantId?: string): Promise<T> {
  const near = merchantId === undefined ? {} : { near: { cache: 'HEADS', key: merchantId } };
  const answer = await client.execute(task, JSON.stringify(settings), {
    ...near,
    timeoutMs: MEASURES_WITHIN_MS,
    idempotent: false,
  });
  return JSON.parse(String(answer)) as T;
}

const MEASURES_WITHIN_MS = 120_000;
