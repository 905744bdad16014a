import { join } from 'node:path';
import { assertMadeBy, type SchemaPart, schemaFiles } from '@outgrow/api/schema-files';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';

/**
 * Brings the schema up to date, as its owner: first what every shop in a Postgres has, then what the stage adds in its own folder.
 * Two at once wait for each other. Throws `OtherSchema` where a file was applied that is another one now, or where one of `beside` is,
 * the schemas of stores that are made and lost together with the database.
 */
export async function migrate(databaseUrl: string, stageFolder?: string, beside: readonly SchemaPart[] = []): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, statement_timeout: WAITS_MS });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await migrateBy(client, join(import.meta.dirname, '../schema'), 'migrations');
    if (stageFolder) await migrateBy(client, stageFolder, 'stage_migrations', beside);
  } finally {
    await client.end();
  }
}

async function migrateBy(
  dbClient: Client,
  dir: string,
  migrationsTable: string,
  beside: readonly SchemaPart[] = [],
): Promise<void> {
  const parts = [...(await schemaFiles(dir)), ...beside];
  const table = dbClient.escapeIdentifier(`${migrationsTable}_made_by`);
  await dbClient.query(`CREATE TABLE IF NOT EXISTS ${table} (name text PRIMARY KEY, sha256 text NOT NULL)`);
  const { rows } = await dbClient.query<{ name: string; sha256: string }>(`SELECT name, sha256 FROM ${table}`);
  assertMadeBy(parts, new Map(rows.map(({ name, sha256 }) => [name, sha256])));
  await runner({ dbClient, dir, migrationsTable, direction: 'up', noLock: true, log: () => {} });
  const isNew = ({ name }: SchemaPart) => !rows.some((row) => row.name === name);
  for (const { name, sha256 } of parts.filter(isNew))
    await dbClient.query(`INSERT INTO ${table} (name, sha256) VALUES ($1, $2)`, [name, sha256]);
}

const WAITS_MS = 60_000;
/** One number for all who migrate a shop. */
const LOCK = 5_061_706;
