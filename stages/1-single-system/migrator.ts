import { join } from 'node:path';
import { runner } from 'node-pg-migrate';

// Brings the schema up to date, as its owner, and ends. Two at once wait for each other.
const databaseUrl = process.env.POSTGRES_OWNER_URL;
if (!databaseUrl) {
  console.error('POSTGRES_OWNER_URL is not set; it names the database with the role that owns the schema');
  process.exit(2);
}
await runner({
  databaseUrl,
  dir: join(import.meta.dirname, 'schema'),
  direction: 'up',
  migrationsTable: 'migrations',
  advisoryLockMode: 'wait',
  log: () => {},
});
