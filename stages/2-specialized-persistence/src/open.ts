import type { Open, Opened } from '@outgrow/api/opened';
import { merchantsOf } from '@outgrow/domain/commands';
import { carts } from '@outgrow/postgres-shop/carts';
import { Database } from '@outgrow/postgres-shop/database';
import { execute } from '@outgrow/postgres-shop/execute';
import { reads } from '@outgrow/postgres-shop/reads';
import { load, records } from '@outgrow/postgres-shop/record-stream';
import { staffKeys } from '@outgrow/postgres-shop/staff-keys';
import { systemOfRecord } from '@outgrow/postgres-shop/system-of-record';
import { Turns } from '@outgrow/postgres-shop/turns';
import { DataGrid } from './grid/data-grid.ts';
import { gridReads } from './grid/grid-reads.ts';
import { ProductIndex } from './index/product-index.ts';
import { asRecorded, type ProductShape } from './product-shape.ts';
import { Sessions } from './sessions.ts';
import { stageSettings } from './settings.ts';
import { showMetrics } from './stage-metrics.ts';
import { drained } from './sync/outbox/drained.ts';
import { outboxStatement } from './sync/outbox/outbox.ts';
import { Telling } from './sync/telling.ts';
import { Warehouse } from './warehouse/warehouse-client.ts';

/** Postgres is written; then the data grid and the search index are told, one after the other. The warehouse loads by itself. */
export const open: Open = (urls, settings) => openWith(asRecorded, urls, settings);

/** The same, with products of another shape in grid and index. */
export async function openWith(shape: ProductShape, ...[urls, settings]: Parameters<Open>): Promise<Opened> {
  const { connections, grid: gridSettings } = stageSettings(settings);
  const primary = new Database('postgres', named(urls, 'postgres'), connections);
  const recorded = systemOfRecord(primary);
  const grid = new DataGrid(named(urls, 'grid'), gridSettings, shape);
  const index = new ProductIndex(named(urls, 'index'), recorded, { shape });
  const warehouse = new Warehouse(named(urls, 'warehouse'));
  const sessions = new Sessions(named(urls, 'sessions'));
  const isRelayed = urls.relay !== undefined;
  const telling = new Telling(isRelayed ? { grid } : { grid, index });
  const asked = reads(primary);
  const turns = new Turns({ atOnce: 2, waitMs: 2_000 });
  const within = isRelayed ? { within: outboxStatement } : {};
  showMetrics(grid, telling, primary);

  return {
    shop: {
      ...asked,
      ...gridReads(grid, asked),
      search: (query, page) => index.search(query, page),
      salesByDay: (...asked) => warehouse.salesByDay(...asked),
      topProducts: (...asked) => warehouse.topProducts(...asked),
      merchantCohorts: () => warehouse.merchantCohorts(),
      execute: (command) =>
        telling.after((changed) => turns.at(merchantsOf(command), () => execute(primary, command, { ...within, changed }))),
      async settle() {
        await telling.ended();
        if (isRelayed) await drained(primary);
        await index.settle();
        await warehouse.load();
        await grid.clear();
      },
      records: () => records(named(urls, 'postgres')),
      async load(stream) {
        const owner = urls.postgresOwner;
        if (!owner) throw new Error('loading records needs the schema owner: set POSTGRES_OWNER_URL');
        const count = await load(owner, stream);
        await index.rebuild();
        await warehouse.load();
        return count;
      },
      systems: { postgres: () => primary.ping(), sessions: () => sessions.ping() },
      dispensable: { grid: () => grid.ping(), index: () => index.ping(), warehouse: () => warehouse.ping() },
      systemOfRecord: recorded,
      copies: { grid: grid.copy, index: index.copy, warehouse: warehouse.copy },
      async close() {
        await telling.ended();
        await Promise.all([primary.close(), grid.close(), index.close(), warehouse.close(), sessions.close()]);
      },
    },
    sessions,
    carts: carts(primary),
    staffKeys: staffKeys(primary),
  };
}

function named(urls: Readonly<Record<string, string>>, name: string): string {
  const url = urls[name];
  if (!url) throw new Error(`${name.toUpperCase()}_URL is not set; it names the stage's ${name}`);
  return url;
}
