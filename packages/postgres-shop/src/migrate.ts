import { join } from 'node:path';
import { runner } from 'node-pg-migrate';

/**
 * Brings the schema up to date, as its owner: first what every shop in a Postgres has, then what the stage adds in its own folder.
 * Two at once wait for each other.
 */
export async function migrate(databaseUrl: string, stageFolder?: string): Promise<void> {
  await migrateBy(databaseUrl, join(import.meta.dirname, '../schema'), 'migrations');
  if (stageFolder) await migrateBy(databaseUrl, stageFolder, 'stage_migrations');
}

async function migrateBy(databaseUrl: string, dir: string, migrationsTable: string): Promise<void> {
  await runner({ databaseUrl, dir, migrationsTable, direction: 'up', advisoryLockMode: 'wait', log: () => {} });
}
