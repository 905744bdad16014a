import { join } from 'node:path';
import { migrating, schemaPart } from '@outgrow/api/schema-files';
import { migrate } from '@outgrow/postgres-shop/migrate';
import { productIndexOf } from './src/index/index-schema.ts';
import { asRecorded } from './src/product-shape.ts';
import { SCHEMA } from './src/warehouse/warehouse-tables.ts';

const databaseUrl = process.env.POSTGRES_OWNER_URL;
if (!databaseUrl) {
  console.error('POSTGRES_OWNER_URL is not set; it names the database with the role that owns the schema');
  process.exit(2);
}
// The copies lie beside the database, and a schema of theirs that has changed is not seen in them: the database remembers it.
const copies = [schemaPart('schema of the index', productIndexOf(asRecorded)), schemaPart('schema of the warehouse', SCHEMA)];
await migrating(() => migrate(databaseUrl, join(import.meta.dirname, 'schema'), copies));
