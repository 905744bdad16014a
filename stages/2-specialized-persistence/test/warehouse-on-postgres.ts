import { join } from 'node:path';
import type { AnyRecord, Order, Product } from '@outgrow/domain/records';
import { market } from '@outgrow/harness/market';
import { migrate } from '@outgrow/postgres-shop/migrate';
import { load } from '@outgrow/postgres-shop/record-stream';
import { duckdb, type StartedDuckdb } from '@outgrow/services/duckdb';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import { Warehouse } from '../src/warehouse/warehouse-client.ts';

const STAGE = join(import.meta.dirname, '..');
export const WAREHOUSE_ENTRY = join(STAGE, 'warehouse.ts');

/** A Postgres and a warehouse that loads from it when it is asked, and not by itself. */
export interface WarehouseOnPostgres extends AsyncDisposable {
  postgres: StartedPostgres;
  duckdb: StartedDuckdb;
  warehouse: Warehouse;
  asOwner<Row extends Record<string, unknown>>(sql: string): Promise<Row[]>;
}

export async function warehouseOnPostgres(settings: Readonly<Record<string, string>> = {}): Promise<WarehouseOnPostgres> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await postgres({ roles: ['loader', 'relay'] }).start());
  const started = opened.use(await warehouseOf(server, settings).start());
  const warehouse = opened.adopt(new Warehouse(started.url), (one) => one.close());
  const owned = opened.move();
  return {
    postgres: server,
    duckdb: started,
    warehouse,
    asOwner: (sql) => query(server.ownerUrl, sql),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export const warehouseOf = (of: StartedPostgres, settings: Readonly<Record<string, string>> = {}) =>
  duckdb({
    entry: WAREHOUSE_ENTRY,
    cwd: STAGE,
    env: { POSTGRES_URL: of.urlOf('loader') },
    settings: { WAREHOUSE_EVERY_MS: '0', ...settings },
  });

export const migrated = (of: StartedPostgres) => migrate(of.ownerUrl, join(STAGE, 'schema'));

/** A market in the Postgres; its records. */
export async function seeded(of: StartedPostgres): Promise<{ products: Product[]; orders: Order[] }> {
  const records: AnyRecord[] = [...market({ seed: 'warehouse', merchants: 4, products: 5, customers: 6, orders: 60 })];
  await load(of.ownerUrl, records);
  return {
    products: records.flatMap((record) => (record.kind === 'product' ? [record.value] : [])),
    orders: records.flatMap((record) => (record.kind === 'order' ? [record.value] : [])),
  };
}
