import type { Opened } from '@outgrow/api/opened';
import { StoreError } from '@outgrow/domain/store-error';
import { Database } from '@outgrow/postgres-shop/database';
import { load } from '@outgrow/postgres-shop/record-stream';
import { systemOfRecord } from '@outgrow/postgres-shop/system-of-record';
import { pollUntil } from '@outgrow/services/poll-until';
import type { Cluster } from './cluster.ts';
import { SYSTEM } from './cluster.ts';
import { platformCopy } from './in-front-copy.ts';

/**
 * The platform before a Postgres that was there first, and stays the system of record. What the platform holds is a copy: it is
 * filled from there, reads from there what it lacks, and writes there what it decides, at once or later, as its nodes are set.
 */
export function inFront(opened: Opened, cluster: Cluster, urls: Readonly<Record<string, string>>): Opened {
  const { shop } = opened;
  const database = new Database('postgres', urls.postgres ?? '', CONNECTIONS);
  const recorded = systemOfRecord(database);
  return {
    ...opened,
    shop: {
      ...shop,
      async load(stream) {
        const owner = urls.postgresOwner;
        if (!owner) throw new Error('loading records needs the schema owner: set POSTGRES_OWNER_URL');
        const count = await load(owner, stream);
        await ask(cluster, 'Warm', '', WARM_WITHIN_MS);
        return count;
      },
      async settle() {
        await shop.settle();
        await pollUntil('what was written here to be in Postgres', WRITTEN_WITHIN_MS, async () => {
          return (await ask(cluster, 'Unwritten', '')) === '0';
        });
      },
      systems: { ...shop.systems, postgres: () => database.ping() },
      systemOfRecord: recorded,
      copies: { [SYSTEM]: platformCopy(cluster, { platform: shop.systemOfRecord, recorded }) },
      async close() {
        await Promise.all([shop.close(), database.close()]);
      },
    },
  };
}

/** Has a node do something about the database. All of it may be done twice. */
export async function ask({ client }: Cluster, task: string, argument: string, timeoutMs = ANSWERS_WITHIN_MS): Promise<string> {
  try {
    return String(await client.execute(`outgrow.store.${task}`, argument, { timeoutMs, idempotent: true }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(SYSTEM, 'unknown', `${task} was not done: ${reason}`, { cause: error });
  }
}

const CONNECTIONS = 2;
const ANSWERS_WITHIN_MS = 10_000;
const WARM_WITHIN_MS = 120_000;
const WRITTEN_WITHIN_MS = 20_000;
