import type { Client } from 'pg';
import { IMAGES } from './images.ts';
import { pollUntil } from './poll-until.ts';
import type { StartedPostgres } from './postgres.ts';
import { query, withClient } from './postgres-query.ts';
import { postgresSettings } from './postgres-settings.ts';
import { createSlot, dropSlot, type ReplicationSlot } from './replication-slot.ts';
import type { Progress, Sampler, Service } from './service.ts';

const STATE_WITHIN_MS = 10_000;

export interface PostgresReplicaOptions {
  /** The running primary. The replica runs as it does, native or in a container. */
  of: StartedPostgres;
  /** Over those of the primary, as `recovery_min_apply_delay`. */
  settings?: Readonly<Record<string, string>>;
  progress?: Progress;
}

/** A physical streaming replica: read-only, with the roles and passwords of its primary. */
export interface StartedPostgresReplica extends StartedPostgres {
  /** It goes on receiving what the primary writes, but no longer shows it. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** How much of the primary's log it does not show yet. */
  lagBytes(): Promise<number>;
  /** Resolves when it shows all that was committed before the call. Throws past the deadline. */
  caughtUp(deadlineMs: number): Promise<void>;
}

export function postgresReplica(options: PostgresReplicaOptions): Service<StartedPostgresReplica> {
  const { of, settings = {}, progress } = options;
  return {
    declares: { image: IMAGES.postgres, settings: postgresSettings(settings) },
    async start() {
      progress?.('Postgres replica: copying the primary');
      const slot = await createSlot(of);
      try {
        return new Replica(await startServer(of, slot, settings), of, slot);
      } catch (error) {
        await dropSlot(of, slot);
        throw error;
      }
    },
  };
}

async function startServer(
  of: StartedPostgres,
  slot: ReplicationSlot,
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  if (of.mode === 'native') return (await import('./native-postgres-replica.ts')).startNativeReplica(of, slot, settings);
  return (await import('./container-postgres-replica.ts')).startContainerReplica(of, slot, settings);
}

/** Either of the two that run a Postgres. */
type Server = StartedPostgres & { openSampler(): Promise<Sampler>; container?: unknown };

class Replica implements StartedPostgresReplica {
  readonly #server: Server;
  readonly #of: StartedPostgres;
  readonly #slot: ReplicationSlot;
  #stopping: Promise<void> | undefined;

  constructor(server: Server, of: StartedPostgres, slot: ReplicationSlot) {
    this.#server = server;
    this.#of = of;
    this.#slot = slot;
  }

  get kind() {
    return this.#server.kind;
  }
  get mode() {
    return this.#server.mode;
  }
  urlOf(role: string) {
    return this.#server.urlOf(role);
  }
  get version() {
    return this.#server.version;
  }
  get address() {
    return this.#server.address;
  }
  get url() {
    return this.#server.url;
  }
  get ownerUrl() {
    return this.#server.ownerUrl;
  }
  get adminUrl() {
    return this.#server.adminUrl;
  }

  pids() {
    return this.#server.pids();
  }
  howItEnded() {
    return this.#server.howItEnded();
  }
  kill() {
    return this.#server.kill();
  }
  pause() {
    return this.#server.pause();
  }
  resume() {
    return this.#server.resume();
  }
  restart() {
    return this.#server.restart();
  }
  logs() {
    return this.#server.logs();
  }
  openSampler() {
    return this.#server.openSampler();
  }
  /** The one it runs in, if any. */
  get container() {
    return this.#server.container;
  }

  async pauseReplay() {
    await query(this.adminUrl, 'SELECT pg_wal_replay_pause()');
    // It is a request at first: what is being replayed is finished.
    await pollUntil('the replica to pause its replay', STATE_WITHIN_MS, async () => {
      const [row] = await query<{ state: string }>(this.adminUrl, 'SELECT pg_get_wal_replay_pause_state() AS state');
      return row?.state === 'paused';
    });
  }

  async resumeReplay() {
    await query(this.adminUrl, 'SELECT pg_wal_replay_resume()');
  }

  async lagBytes() {
    const [written] = await query<{ lsn: string }>(this.#of.adminUrl, 'SELECT pg_current_wal_lsn() AS lsn');
    return withClient(this.adminUrl, (client) => bytesBehind(client, written?.lsn));
  }

  async caughtUp(deadlineMs: number) {
    // A mark of our own in the log: it is flushed with its commit, and all that was committed before lies before it.
    const mark = "SELECT pg_logical_emit_message(true, 'outgrow', 'caught up') AS lsn";
    const [marked] = await query<{ lsn: string }>(this.#of.adminUrl, mark);
    let behind = Number.NaN;
    await withClient(this.adminUrl, (client) =>
      pollUntil(
        'the replica to catch up',
        deadlineMs,
        async () => {
          behind = await bytesBehind(client, marked?.lsn);
          return behind === 0;
        },
        () => `It is ${behind} bytes behind. Its last lines:\n${this.logs()}`,
      ),
    );
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop() {
    await this.#server[Symbol.asyncDispose]();
    await dropSlot(this.#of, this.#slot);
  }
}

async function bytesBehind(replica: Client, lsn: string | undefined): Promise<number> {
  const sql = 'SELECT greatest(0, pg_wal_lsn_diff($1, pg_last_wal_replay_lsn())) AS behind';
  const { rows } = await replica.query<{ behind: string }>(sql, [lsn]);
  return Number(rows[0]?.behind);
}
