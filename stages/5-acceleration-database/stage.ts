import type { StartedIgnite } from '@outgrow/services/ignite';
import { ignite } from '@outgrow/services/ignite';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { postgres } from '@outgrow/services/postgres';
import type { Servers, Stage, StageMeasure, StageServer } from '@outgrow/services/stage';
import { pricesBehindItsBack } from './changes/behind-its-back.ts';
import { storeSettings } from './src/sync/in-front/store-settings.ts';

/** In the order of their start; the last two join where a topology asks for them. */
const NODES = ['node1', 'node2', 'node3', 'node4', 'node5'] as const;

/**
 * On two cores three JVMs that compile for the longest run are busy with that alone for their first minute, and answer late: these
 * compile once, quickly. What a node reaches that has run for long is measured by the experiments that say so.
 */
const COMPILES_ONCE = '-XX:TieredStopAtLevel=1';

/** Its settings are the whole cluster's. Fewer or more nodes than three want another `majorityOf`. */
const first: StageServer = {
  service: (before, settings) =>
    ignite({
      settings: {
        durability: 'fsync',
        majorityOf: '3',
        javaOpts: COMPILES_ONCE,
        ...settings,
        ...storeSettings(before, settings),
      },
    }),
  without: [],
};

const joining: StageServer = {
  service: ({ node1 }, settings) => ignite({ joins: node1 as StartedIgnite, settings }),
  without: [],
};

/** Loaded when it is asked for: a stage that only runs needs none of it. */
const measure =
  (name: keyof typeof import('./measures.ts')['measures']): StageMeasure =>
  async (...given) =>
    (await import('./measures.ts')).measures[name](...given);

const stage: Stage = {
  number: 5,
  name: 'acceleration-database',
  title: 'Acceleration database: three Ignite nodes, the schema says what belongs together, the rules run where the data is',
  folder: import.meta.dirname,
  guarantees: {
    atomicAcrossMerchants: { holds: true },
    readYourWrites: { holds: true },
    monotonicReads: { holds: true },
    freshReads: { holds: true },
    // In front of a database the platform is itself the copy.
    copiesAgree: { holds: true, unless: ({ servers }) => servers.includes('postgres') },
  },
  servers: {
    // What the platform is put in front of, where a topology asks for it: see 5.7.
    postgres: { service: (_before, settings) => postgres({ settings }), optional: true },
    node1: first,
    node2: joining,
    node3: joining,
    node4: { ...joining, optional: true },
    node5: { ...joining, optional: true },
  },
  groups: { cluster: NODES },
  urls(servers: Servers) {
    const { url, ownerUrl } = (servers.postgres ?? {}) as Partial<StartedPostgres>;
    return {
      cluster: NODES.flatMap((name) => servers[name]?.address ?? []).join(','),
      ...(url && ownerUrl && { postgres: url, postgresOwner: ownerUrl }),
    };
  },
  // It reads records where they lie: there is no cache to make larger or smaller.
  cacheOf: () => ({}),
  durabilities: {
    fsync: {},
    log: { serverSettings: { node1: { durability: 'log' } } },
    memory: { serverSettings: { node1: { durability: 'memory' } } },
  },
  processes: [
    { name: 'migrator', entry: 'migrator.ts', urls: ['cluster', 'postgresOwner'], runs: 'once' },
    { name: 'app', entry: 'main.ts', urls: ['cluster', 'postgres'], runs: 'app' },
  ],
  changes: { 'prices behind its back': pricesBehindItsBack },
  measures: {
    'in-node': measure('in-node'),
    join: measure('join'),
    placements: measure('placements'),
    'read-through': measure('read-through'),
  },
};

export default stage;
