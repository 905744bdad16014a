import { Client } from 'pg';
import { samplerOf } from './sampler-of.ts';
import type { Sampler } from './service.ts';

const CONNECT_WITHIN_MS = 2_000;
const ANSWER_WITHIN_MS = 2_000;
const CLOSES_WITHIN_MS = 500;

/**
 * Statistics of the database `shop` over one connection of its own, made again after it broke: a sample fails while the server
 * does not answer. What counts transactions, blocks and tuples (`pg_stat_database`) is behind: a backend tells the others what it
 * did at the end of a transaction, at most once a second, and what is then left over when it has been idle for 10 s. So with busy
 * backends a counter grows in steps, one a second and backend. The log, the locks and the activity are those of this moment.
 */
export async function postgresSampler(adminUrl: string, role: 'primary' | 'replica'): Promise<Sampler> {
  const url = new URL(adminUrl);
  // From another database, so that the samples do not count as transactions of the shop's.
  url.pathname = '/postgres';
  const query = { name: 'outgrow-sample', text: role === 'primary' ? PRIMARY : REPLICA };
  let client: Client | undefined;
  const close = async () => {
    const closing = client;
    client = undefined;
    if (!closing) return;
    // Not awaited without end: a server that hangs does not answer a goodbye either.
    await Promise.race([closing.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, CLOSES_WITHIN_MS).unref())]);
  };
  const ask = async () => {
    try {
      client ??= await connected(url.href);
      // Parsed and planned once for a connection.
      const { rows } = await client.query<Record<string, number | null>>(query);
      return Object.fromEntries(Object.entries(rows[0] ?? {}).filter((entry): entry is [string, number] => entry[1] !== null));
    } catch (error) {
      await close(); // What was not answered in time would be in the way of all that follows.
      throw error;
    }
  };
  return samplerOf(ask, close);
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    application_name: 'outgrow-sampler',
  });
  client.on('error', () => {}); // The next sample fails with it.
  await client.connect();
  return client;
}

const SAMPLED = `
  d.xact_commit::float8 AS "commitsTotal",
  d.xact_rollback::float8 AS "rollbacksTotal",
  d.blks_hit::float8 AS "blocksHitTotal",
  d.blks_read::float8 AS "blocksReadTotal",
  d.tup_returned::float8 AS "tuplesReturnedTotal",
  d.tup_fetched::float8 AS "tuplesFetchedTotal",
  d.deadlocks::float8 AS "deadlocksTotal",
  a.active::float8 AS "activeConnections",
  a.waiting::float8 AS "waitingOnLocks",
  a.vacuuming::float8 AS "autovacuumWorkers"`;

const FROM = `
FROM pg_stat_database AS d,
  (SELECT count(*) FILTER (WHERE backend_type = 'client backend' AND state = 'active') AS active,
     count(*) FILTER (WHERE backend_type = 'client backend' AND wait_event_type = 'Lock') AS waiting,
     count(*) FILTER (WHERE backend_type = 'autovacuum worker') AS vacuuming
   FROM pg_stat_activity WHERE datname = 'shop') AS a`;

/**
 * Over its replicas the one that is furthest behind; absent without one. `replay_lag` is what the replica's last report made of it:
 * where nothing more is written, it stands still while a replay does. The bytes do not.
 */
const PRIMARY = `SELECT ${SAMPLED},
  pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS "walBytesTotal",
  r."replayLagMs",
  r."lagBytes"
${FROM},
  (SELECT (1000 * extract(epoch FROM max(coalesce(replay_lag, interval '0'))))::float8 AS "replayLagMs",
     max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::float8 AS "lagBytes"
   FROM pg_stat_replication) AS r
WHERE d.datname = 'shop'`;

/**
 * As far as it knows itself: what it has received and not replayed, and the age of the last commit that it shows, 0 while it shows
 * all it has received. Where the primary was idle before, that age holds the idle time too.
 */
const REPLICA = `SELECT ${SAMPLED},
  pg_wal_lsn_diff(w.received, w.replayed)::float8 AS "lagBytes",
  CASE WHEN w.received <= w.replayed THEN 0
    ELSE greatest(0, 1000 * extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())) END::float8 AS "lagMs"
${FROM},
  (SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) AS received, pg_last_wal_replay_lsn() AS replayed) AS w
WHERE d.datname = 'shop'`;
