import { join } from 'node:path';
import { migrate } from '@outgrow/postgres-shop/migrate';

await migrate(process.env.POSTGRES_OWNER_URL, join(import.meta.dirname, 'schema'));
