import { join } from 'node:path';
import { migrating } from '@outgrow/api/schema-files';
import { migrate } from '@outgrow/postgres-shop/migrate';

const databaseUrl = process.env.POSTGRES_OWNER_URL;
if (!databaseUrl) {
  console.error('POSTGRES_OWNER_URL is not set; it names the database with the role that owns the schema');
  process.exit(2);
}
await migrating(() => migrate(databaseUrl, join(import.meta.dirname, 'schema')));
