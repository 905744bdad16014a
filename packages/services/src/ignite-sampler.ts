import { nodeStatus } from './ignite-status.ts';
import { samplerOf } from './sampler-of.ts';
import type { Sampler } from './service.ts';

const BYTES_PER_MIB = 1024 * 1024;

/**
 * What the node tells of itself, each time anew: a sample fails while it does not answer. The counters begin anew with each of its
 * starts; messages and bytes are those that the nodes send one another, without those of clients.
 */
export const igniteSampler = (statusUrl: string): Promise<Sampler> => samplerOf(() => sampleOf(statusUrl));

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
