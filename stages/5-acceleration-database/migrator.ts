import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { IgniteClient } from '@outgrow/ignite-client/client';
import { IgniteError } from '@outgrow/ignite-client/error';
import { endpointsOf } from './src/endpoints.ts';

const { CLUSTER_URL, POSTGRES_OWNER_URL, PLACEMENT = 'merchant' } = process.env;
if (!CLUSTER_URL) {
  console.error('CLUSTER_URL is not set; it names the nodes of the cluster, as host:port,host:port');
  process.exit(2);
}
if (PLACEMENT !== 'merchant' && PLACEMENT !== 'none') {
  console.error(`PLACEMENT is ${PLACEMENT}; it says where records lie: merchant (with their merchant) or none (wherever)`);
  process.exit(2);
}

// The database that the platform stands in front of has the tables of stage 1; nobody else needs that package.
if (POSTGRES_OWNER_URL) await (await import('@outgrow/postgres-shop/migrate')).migrate(POSTGRES_OWNER_URL);

const AGAIN_WITHIN_MS = 30_000;
const PAUSE_MS = 200;

const folder = join(import.meta.dirname, 'schema');
// A table is made on all nodes at once, which takes them longer than any read.
const client = new IgniteClient({ endpoints: endpointsOf(CLUSTER_URL), requestTimeoutMs: 30_000 });
try {
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()) {
    for (const statement of statementsIn(await readFile(join(folder, file), 'utf8'))) {
      await made(PLACEMENT === 'none' ? scattered(statement) : statement);
    }
  }
} finally {
  await client.close();
}

/** Each statement makes what is not there yet, so one whose answer was lost is sent again, for as long as a node may take to come back. */
async function made(statement: string): Promise<void> {
  const untilMs = performance.now() + AGAIN_WITHIN_MS;
  for (;;) {
    try {
      await client.update(statement);
      return;
    } catch (error) {
      const isLost = error instanceof IgniteError && (error.code === 'CONNECTION' || error.code === 'TIMEOUT');
      if (!isLost || performance.now() >= untilMs) throw error;
    }
    await delay(PAUSE_MS);
  }
}

/** The statements of a file that has no semicolon within one, and no comment behind one. */
function statementsIn(sql: string): string[] {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** The table whose records lie where their whole key hashes to, as in a schema that nobody thought about. */
function scattered(statement: string): string {
  return statement.replace(',AFFINITY_KEY=MERCHANT_ID', '');
}
