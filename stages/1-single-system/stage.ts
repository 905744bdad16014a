import type { StartedPostgres } from '@outgrow/services/postgres';
import { postgres } from '@outgrow/services/postgres';
import { postgresReplica } from '@outgrow/services/postgres-replica';
import type { RunningStage, Servers, Stage } from '@outgrow/services/stage';

const stage: Stage = {
  number: 1,
  name: 'single-system',
  title: 'Single system: one Postgres, and a cache in the application',
  folder: import.meta.dirname,
  guarantees: {
    atomicAcrossMerchants: { holds: true },
    copiesAgree: { holds: true },
    readYourWrites: {
      holds: false,
      why: 'each app instance keeps its own products: one does not hear of what another writes until its copy is too old; and reads that come from a replica lag behind it',
      expose: twoInstances,
      holdsWith: alone,
    },
    monotonicReads: {
      holds: false,
      why: 'an instance that holds an old copy of a product answers after one that has read the new row',
      expose: twoInstances,
      holdsWith: alone,
    },
    freshReads: {
      holds: false,
      why: 'an instance shows its own copy of a product until it is too old, whatever others have written meanwhile',
      expose: twoInstances,
      holdsWith: alone,
    },
  },
  servers: {
    postgres: { service: (_before, settings) => postgres({ settings }) },
    replica: {
      service: (before, settings) => postgresReplica({ of: before.postgres as StartedPostgres, settings }),
      optional: true,
    },
  },
  urls(servers: Servers) {
    const primary = servers.postgres as StartedPostgres;
    const replica = servers.replica as { url: string } | undefined;
    return { postgres: primary.url, postgresOwner: primary.ownerUrl, ...(replica && { replica: replica.url }) };
  },
  cacheOf: (products) => ({
    settings: { CACHE_PRODUCTS: String(Math.max(1, Math.round(products))), CACHE_TTL_MS: '3600000' },
  }),
  durabilities: {
    fsync: {},
    log: {
      serverSettings: { postgres: { synchronous_commit: 'off' } },
      note: 'weaker than the word says: Postgres keeps the last commits, of up to 0.6 s, in its own memory, and a kill of it loses them too',
    },
  },
  processes: [
    { name: 'migrator', entry: 'migrator.ts', urls: ['postgresOwner'], runs: 'once' },
    { name: 'app', entry: 'main.ts', urls: ['postgres', 'replica'], runs: 'app' },
  ],
};

export default stage;

/** One instance that reads from the primary has no copy that it does not clear itself. */
function alone({ instances, servers }: { instances: number; servers: readonly string[] }): boolean {
  return instances === 1 && !servers.includes('replica');
}

async function twoInstances({ appUrls }: RunningStage) {
  const [writeUrl, readUrl] = appUrls;
  if (!writeUrl || !readUrl) throw new Error('the gap opens between two app instances; this stage runs with one');
  return { writeUrl, readUrl, close: async () => {} };
}
