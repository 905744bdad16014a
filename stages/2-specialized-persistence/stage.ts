import { join } from 'node:path';
import type { StartedDuckdb } from '@outgrow/services/duckdb';
import { duckdb } from '@outgrow/services/duckdb';
import type { StartedElasticsearch } from '@outgrow/services/elasticsearch';
import { elasticsearch } from '@outgrow/services/elasticsearch';
import { nodeServer } from '@outgrow/services/node-server';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { postgres } from '@outgrow/services/postgres';
import type { StartedRedis } from '@outgrow/services/redis';
import { redis } from '@outgrow/services/redis';
import type { Servers, Stage } from '@outgrow/services/stage';
import { atTheSource, everywhere } from './changes/regional-prices/regional-prices.ts';
import { gridRefusesAll, indexIsKilled } from './gaps.ts';

const folder = import.meta.dirname;

/** What the connections of two instances take in Valkey 9, and a product of the seeded market: as measured. */
const CONNECTIONS_BYTES = 100_000;
const PRODUCT_BYTES = 376;

const lostTelling = {
  holds: false,
  why: 'the grid is told after the commit: where it does not answer at that moment, its old copy is shown once it is back, until it is too old',
  expose: gridRefusesAll,
} as const;

const stage: Stage = {
  number: 2,
  name: 'specialized-persistence',
  title: 'Specialized persistence: Postgres, a data grid, a search index, a warehouse, a session store',
  folder,
  guarantees: {
    atomicAcrossMerchants: { holds: true },
    readYourWrites: lostTelling,
    monotonicReads: lostTelling,
    freshReads: lostTelling,
    copiesAgree: {
      holds: false,
      why: 'the index is told after the commit, and the warehouse loads what is younger than its watermark: what is lost on the way stays lost until the record is written again, or reconciled',
      expose: indexIsKilled,
      holdsWith: ({ servers }) => servers.includes('relay'),
    },
  },
  servers: {
    postgres: { service: (_before, settings) => postgres({ settings, roles: ['loader', 'relay'] }) },
    grid: {
      // `room` is what there is for records, on top of what an empty server takes.
      service: (_before, { room, ...settings }) => {
        const evicting = { 'maxmemory-policy': 'allkeys-lru', ...settings };
        return redis(
          room === undefined ? { settings: { maxmemory: '64mb', ...evicting } } : { settings: evicting, roomBytes: Number(room) },
        );
      },
      without: [],
    },
    // A sign-in is written to disk before it is answered: a killed session store signs nobody out.
    sessions: { service: (_before, settings) => redis({ settings: { appendonly: 'yes', appendfsync: 'always', ...settings } }) },
    index: { service: (_before, settings) => elasticsearch({ settings }), without: ['searchProducts'] },
    warehouse: {
      service: ({ postgres }, settings) =>
        duckdb({
          entry: join(folder, 'warehouse.ts'),
          cwd: folder,
          env: { POSTGRES_URL: (postgres as StartedPostgres).urlOf('loader') },
          settings,
        }),
      without: ['salesByDay', 'topProducts', 'merchantCohorts'],
    },
    relay: {
      service: (before, settings) =>
        nodeServer({
          kind: 'relay',
          entry: join(folder, 'relay.ts'),
          cwd: folder,
          env: {
            POSTGRES_URL: (before.postgres as StartedPostgres).urlOf('relay'),
            INDEX_URL: urlOf(before, 'index'),
            WAREHOUSE_URL: urlOf(before, 'warehouse'),
            ...settings,
          },
        }),
      optional: true,
    },
  },
  urls(servers) {
    const { url, ownerUrl } = servers.postgres as StartedPostgres;
    return {
      postgres: url,
      postgresOwner: ownerUrl,
      grid: urlOf(servers, 'grid'),
      sessions: urlOf(servers, 'sessions'),
      index: urlOf(servers, 'index'),
      warehouse: urlOf(servers, 'warehouse'),
      ...(servers.relay && { relay: `http://${servers.relay.address}` }),
    };
  },
  cacheOf: (products) => ({
    settings: { CACHE_TTL_MS: '3600000' },
    serverSettings: { grid: { room: String(Math.round(CONNECTIONS_BYTES + products * PRODUCT_BYTES)) } },
  }),
  durabilities: {
    fsync: {},
    log: {
      serverSettings: { postgres: { synchronous_commit: 'off' }, sessions: { appendfsync: 'everysec' } },
      note: 'weaker than the word says of the database: a kill of Postgres loses the commits of up to 0.6 s; of the session store as it says',
    },
  },
  processes: [
    { name: 'migrator', entry: 'migrator.ts', urls: ['postgresOwner'], runs: 'once' },
    { name: 'app', entry: 'main.ts', urls: ['postgres', 'grid', 'sessions', 'index', 'warehouse', 'relay'], runs: 'app' },
  ],
  changes: { 'regional prices, at the source': atTheSource, 'regional prices, everywhere': everywhere },
};

export default stage;

const urlOf = (servers: Servers, name: string): string =>
  (servers[name] as StartedRedis | StartedElasticsearch | StartedDuckdb).url;
