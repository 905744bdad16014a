import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { assertMadeBy, migrating, type SchemaFile, schemaFiles } from '@outgrow/api/schema-files';
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

const AGAIN_WITHIN_MS = 30_000;
const PAUSE_MS = 200;
const MADE_BY = `CREATE TABLE IF NOT EXISTS SCHEMA_FILES (
  NAME   VARCHAR PRIMARY KEY,
  SHA256 VARCHAR
) WITH "TEMPLATE=REFERENCE,CACHE_NAME=SCHEMA_FILES,VALUE_TYPE=SCHEMA_FILES_VALUE"`;

// A table is made on all nodes at once, which takes them longer than any read.
const client = new IgniteClient({ endpoints: endpointsOf(CLUSTER_URL), requestTimeoutMs: 30_000 });
await migrating(async () => {
  // The database that the platform stands in front of has the tables of stage 1; nobody else needs that package.
  if (POSTGRES_OWNER_URL) await (await import('@outgrow/postgres-shop/migrate')).migrate(POSTGRES_OWNER_URL);
  await migrate(await schemaFiles(join(import.meta.dirname, 'schema'), PLACEMENT === 'none' ? scattered : undefined));
}).finally(() => client.close());

async function migrate(files: readonly SchemaFile[]): Promise<void> {
  await untilDone(MADE_BY);
  const { rows } = await client.query('SELECT NAME, SHA256 FROM SCHEMA_FILES');
  assertMadeBy(files, new Map(rows as [name: string, sha256: string][]));
  for (const { name, sql, sha256 } of files) {
    for (const statement of statementsIn(sql)) await untilDone(statement);
    await untilDone('MERGE INTO SCHEMA_FILES (NAME, SHA256) VALUES (?, ?)', [name, sha256]);
  }
}

/** Each statement does what is not done yet, so one whose answer was lost is sent again, for as long as a node may take to come back. */
async function untilDone(statement: string, values: readonly string[] = []): Promise<void> {
  const untilMs = performance.now() + AGAIN_WITHIN_MS;
  for (;;) {
    try {
      await client.update(statement, values);
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

/** Tables whose records lie where their whole key hashes to, as in a schema that nobody thought about. */
function scattered(sql: string): string {
  return sql.replaceAll(',AFFINITY_KEY=MERCHANT_ID', '');
}
