import { setTimeout } from 'node:timers/promises';
import { StoreError } from '@outgrow/domain/store-error';
import type { Database } from '@outgrow/postgres-shop/database';

/** Resolves when the replica has replayed all that the primary had written when this was asked. */
export async function caughtUp(primary: Database, replica: Database): Promise<void> {
  const written = await primary.row<{ lsn: string }>('wal position', 'SELECT pg_current_wal_lsn()::text AS lsn', []);
  const deadlineMs = performance.now() + WITHIN_MS;
  for (;;) {
    const replayed = await replica.row<{ all: boolean }>('replayed', REPLAYED, [written?.lsn]);
    if (replayed?.all) return;
    if (performance.now() > deadlineMs) throw new StoreError('replica', 'not_applied', `was still behind after ${WITHIN_MS} ms`);
    await setTimeout(POLL_MS);
  }
}

const REPLAYED = 'SELECT coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) AS "all"';
const WITHIN_MS = 15_000;
const POLL_MS = 10;
