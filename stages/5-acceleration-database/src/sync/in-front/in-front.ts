import type { Opened } from '@outgrow/api/opened';
import { Database } from '@outgrow/postgres-shop/database';
import { load } from '@outgrow/postgres-shop/record-stream';
import { systemOfRecord } from '@outgrow/postgres-shop/system-of-record';
import { pollUntil } from '@outgrow/services/poll-until';
import { type Cluster, SYSTEM } from '../../ignite2/cluster.ts';
import { ask } from './ask.ts';
import { platformCopy } from './platform-copy.ts';

/**
 * The platform before a Postgres that was there first, and stays the system of record. What the platform holds is a copy: it is
 * filled from there, reads from there what it lacks, and writes there what it decides, at once or later, as its nodes are set.
 */
export function inFront(opened: Opened, cluster: Cluster, urls: Readonly<Record<string, string>>): Opened {
  const { shop } = opened;
  const database = new Database('postgres', urls.postgres ?? '', CONNECTIONS);
  const recorded = systemOfRecord(database);
  const settle = async (): Promise<void> => {
    await shop.settle();
    await pollUntil('what was written here to be in Postgres', WRITTEN_WITHIN_MS, async () => {
      return (await ask(cluster, 'Unwritten', '')) === '0';
    });
  };
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
      settle,
      systems: { ...shop.systems, postgres: () => database.ping() },
      systemOfRecord: recorded,
      copies: { [SYSTEM]: platformCopy(cluster, { platform: shop.systemOfRecord, recorded, settle }) },
      async close() {
        await Promise.all([shop.close(), database.close()]);
      },
    },
  };
}

const CONNECTIONS = 2;
const WARM_WITHIN_MS = 120_000;
const WRITTEN_WITHIN_MS = 20_000;
