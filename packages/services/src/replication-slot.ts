import { randomBytes } from 'node:crypto';
import { pollUntil } from './poll-until.ts';
import type { StartedPostgres } from './postgres.ts';
import { withClient } from './postgres-query.ts';
import { newPassword } from './postgres-roles.ts';

const RELEASED_WITHIN_MS = 5_000;

/** A place in the primary's log that it keeps for one replica, and the role of the same name that may read from there. */
export interface ReplicationSlot {
  name: string;
  password: string;
}

export async function createSlot(primary: StartedPostgres): Promise<ReplicationSlot> {
  const slot = { name: `replica_${randomBytes(4).toString('hex')}`, password: newPassword() };
  await withClient(primary.adminUrl, async (client) => {
    // Should the statement fail, its text, which holds a password, must not be logged.
    await client.query('SET log_min_error_statement = panic');
    await client.query(`CREATE ROLE ${slot.name} LOGIN REPLICATION PASSWORD '${slot.password}'`);
    // From now on, not from the replica's first connection: what is written while the files are copied is needed.
    await client.query('SELECT pg_create_physical_replication_slot($1, true)', [slot.name]);
  });
  return slot;
}

/** So that the primary no longer keeps its log for a replica that is gone. Where the primary is gone itself, nothing is to do. */
export async function dropSlot(primary: StartedPostgres, slot: ReplicationSlot): Promise<void> {
  const drop = async () => {
    await withClient(
      primary.adminUrl,
      async (client) => {
        const active = 'SELECT 1 FROM pg_replication_slots WHERE slot_name = $1 AND active';
        await pollUntil(
          'the slot to be released',
          RELEASED_WITHIN_MS,
          async () => (await client.query(active, [slot.name])).rowCount === 0,
        );
        await client.query('SELECT pg_drop_replication_slot($1)', [slot.name]);
        await client.query(`DROP ROLE ${slot.name}`);
      },
      RELEASED_WITHIN_MS,
    );
  };
  await drop().catch(() => {});
}
