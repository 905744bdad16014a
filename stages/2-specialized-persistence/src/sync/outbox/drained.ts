import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '@outgrow/domain/store-error';
import type { Database } from '@outgrow/postgres-shop/database';

const DRAINED_WITHIN_MS = 15_000;
const POLL_MS = 10;

/** Resolves when all that is in the outbox now has been passed on, which the relay does in its own time; rejects after 15 s. */
export async function drained(database: Database): Promise<void> {
  const startMs = performance.now();
  const last = await database.row<{ id: number }>('last in outbox', LAST, []);
  if (!last) return;
  for (;;) {
    const { waiting = 0 } = (await database.row<{ waiting: number }>('waiting in outbox', WAITING, [last.id])) ?? {};
    if (waiting === 0) return;
    if (performance.now() - startMs > DRAINED_WITHIN_MS) {
      throw new StoreError('relay', 'not_applied', `${waiting} changes wait after ${DRAINED_WITHIN_MS} ms: does the relay run?`);
    }
    await delay(POLL_MS);
  }
}

const LAST = 'SELECT id FROM outbox ORDER BY id DESC LIMIT 1';
const WAITING = 'SELECT count(*) AS waiting FROM outbox WHERE id <= $1';
