import { nodeStatus } from './ignite-status.ts';
import type { Sampler } from './service.ts';

const BYTES_PER_MIB = 1024 * 1024;

/**
 * What the node tells of itself, each time anew: a sample fails while it does not answer. The counters begin anew with each of its
 * starts; messages and bytes are those that the nodes send one another, without those of clients.
 */
export async function igniteSampler(statusUrl: string): Promise<Sampler> {
  let stopped = false;
  let sampling: Promise<Record<string, number>> | undefined;
  const sampler: Sampler = {
    /** One at a time: who asks meanwhile gets the same. */
    async sample() {
      if (stopped) throw new Error('This sampler is stopped: open another.');
      sampling ??= sampleOf(statusUrl).finally(() => {
        sampling = undefined;
      });
      return sampling;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await sampling?.catch(() => {});
    },
  };
  await sampler.sample();
  return sampler;
}

async function sampleOf(statusUrl: string): Promise<Record<string, number>> {
  const status = await nodeStatus(statusUrl);
  return {
    servers: status.servers,
    partitionsMoving: status.partitionsMoving,
    partitionsLost: status.partitionsLost,
    messagesSentTotal: status.messagesSentTotal,
    bytesSentTotal: status.bytesSentTotal,
    messagesReceivedTotal: status.messagesReceivedTotal,
    bytesReceivedTotal: status.bytesReceivedTotal,
    heapUsedMiB: status.heapUsedBytes / BYTES_PER_MIB,
    offheapUsedMiB: status.offheapUsedBytes / BYTES_PER_MIB,
    transactionsCommittedTotal: status.transactionsCommittedTotal,
    transactionsRolledBackTotal: status.transactionsRolledBackTotal,
  };
}
