import type { AnyRecord } from '@outgrow/domain/records';
import { market } from '@outgrow/harness/market';
import { pollUntil } from '@outgrow/services/poll-until';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { postgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import pg from 'pg';
import { Database } from '../src/database.ts';
import { migrate } from '../src/migrate.ts';
import { load, records } from '../src/record-stream.ts';

const WAITS_WITHIN_MS = 5_000;

/** The schema and some records on a Postgres of its own; what is opened here is closed with it. */
export interface ShopOnPostgres extends AsyncDisposable {
  readonly postgres: StartedPostgres;
  /** A pool, as an app instance has one. */
  database(connections?: number, url?: string): Database;
  /** A raw connection as the app's role. */
  session(): Promise<pg.Client>;
  asOwner<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
  /** The app's sessions that wait for a lock, as soon as there are that many. */
  waiting(sessions: number): Promise<Waiting[]>;
  /** Ends or cancels what a session of that process id does. */
  signal(kind: 'cancel' | 'terminate', pid: number): Promise<void>;
  records(): Promise<AnyRecord[]>;
}

export interface Waiting {
  pid: number;
  /** The statement that waits. */
  query: string;
}

/** `roles` and `schema` are what a stage adds: roles of Postgres, and the folder of its migrations. */
export async function shopOnPostgres(
  holding: Iterable<AnyRecord>,
  { roles = [], schema }: { roles?: readonly string[]; schema?: string } = {},
): Promise<ShopOnPostgres> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await postgres({ roles }).start());
  await migrate(server.ownerUrl, schema);
  await load(server.ownerUrl, holding);
  const owned = opened.move();
  return {
    postgres: server,
    database(connections = 4, url = server.url) {
      return owned.adopt(new Database('postgres', url, connections), (database) => database.close());
    },
    async session() {
      const client = owned.adopt(new pg.Client({ connectionString: server.url, query_timeout: 10_000 }), (one) => one.end());
      await client.connect();
      return client;
    },
    asOwner: (sql) => query(server.ownerUrl, sql),
    async waiting(sessions) {
      let found: Waiting[] = [];
      await pollUntil(
        `${sessions} sessions to wait for a lock`,
        WAITS_WITHIN_MS,
        async () => {
          found = await query<Waiting>(server.adminUrl, WAITING);
          return found.length === sessions;
        },
        () => `These wait: ${JSON.stringify(found)}`,
      );
      return found;
    },
    async signal(kind, pid) {
      await query(server.adminUrl, `SELECT pg_${kind}_backend($1)`, [pid]);
    },
    async records() {
      const all: AnyRecord[] = [];
      for await (const record of records(server.url)) all.push(record);
      return all;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const WAITING = `SELECT pid, query FROM pg_stat_activity WHERE usename = 'shop_app' AND wait_event_type = 'Lock'`;

export const smallMarket = (seed: string, merchants: number): Iterable<AnyRecord> =>
  market({ seed, merchants, products: 2, customers: 3, orders: 2 * merchants });
