import type { Redis } from 'ioredis';
import { connectRedis, infoFields } from './redis-client.ts';
import { samplerOf } from './sampler-of.ts';
import type { Sampler } from './service.ts';

const BYTES_PER_MIB = 1024 * 1024;

/**
 * What INFO tells, over one connection of its own, made again after it broke: a sample fails while the server does not answer. The
 * counters begin anew with each start of the server. That connection is not among `connectedClients`; its INFO is one of the
 * commands. `hitsTotal` and `missesTotal` count keys looked up by commands that read, in all databases, as `keys` does.
 */
export function redisSampler(adminUrl: string): Promise<Sampler> {
  let client: Redis | undefined;
  const close = () => {
    client?.disconnect();
    client = undefined;
  };
  const ask = async () => {
    try {
      client ??= await connectRedis(adminUrl);
      return samplesIn(await client.info());
    } catch (error) {
      close(); // What was not answered in time would be in the way of all that follows.
      throw error;
    }
  };
  return samplerOf(ask, close);
}

function samplesIn(info: string): Record<string, number> {
  const fields = infoFields(info);
  const number = (name: string) => Number(fields.get(name) ?? 0);
  return {
    usedMemoryMiB: number('used_memory') / BYTES_PER_MIB,
    keys: keysIn(fields),
    connectedClients: number('connected_clients') - 1,
    hitsTotal: number('keyspace_hits'),
    missesTotal: number('keyspace_misses'),
    evictedTotal: number('evicted_keys'),
    expiredTotal: number('expired_keys'),
    commandsTotal: number('total_commands_processed'),
  };
}

/** A database that has keys has a line: `db0:keys=12,expires=3,avg_ttl=0`. */
function keysIn(fields: ReadonlyMap<string, string>): number {
  let keys = 0;
  for (const [name, value] of fields) {
    if (/^db\d+$/.test(name)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  }
  return keys;
}
