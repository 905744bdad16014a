import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { serveSettings } from '@outgrow/api/settings';
import { Database } from '@outgrow/postgres-shop/database';
import { everyMs } from '../every-ms.ts';
import { Loader } from '../sync/warehouse/loader.ts';
import { toldToStop } from '../told-to-stop.ts';
import { WarehouseFile } from './warehouse-file.ts';
import { WarehouseMetrics } from './warehouse-metrics.ts';
import { type WarehouseServer, warehouseServer } from './warehouse-server.ts';

const DRAINS_WITHIN_MS = 10_000;

/**
 * Runs the loader process: owns the DuckDB file WAREHOUSE_FILE, loads every WAREHOUSE_EVERY_MS (0: once at the start, and when asked)
 * what has changed at POSTGRES_URL, and answers at HOST and PORT who has the WAREHOUSE_SECRET. At SIGTERM or SIGINT it finishes what
 * is under way and ends the process with code 0.
 */
export async function serveWarehouse(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const stop = toldToStop();
  try {
    const { HOST, PORT } = serveSettings(environment);
    const { path, postgresUrl, secret, restMs } = warehouseSettings(environment);
    const file = new WarehouseFile(path);
    await file.open();
    if (file.reason !== undefined) console.error(file.reason);
    const metrics = new WarehouseMetrics(file);
    const postgres = new Database('postgres', postgresUrl, 1);
    const loader = new Loader(postgres, file, metrics);
    const serving = warehouseServer(file, loader, metrics, secret);
    serving.server.listen(PORT, HOST);
    await once(serving.server, 'listening');
    console.log('ready');

    void loadAgainAndAgain(loader, restMs, stop);
    if (!stop.aborted) await once(stop, 'abort');
    await Promise.all([drained(serving), loader.stop()]);
    await file.close();
    await Promise.race([postgres.close().catch(() => {}), delay(1_000)]);
    process.exit(0);
  } catch (error) {
    console.error(`cannot go on: ${(error as Error).message}`);
    process.exit(1);
  }
}

async function loadAgainAndAgain(loader: Loader, restMs: number, stop: AbortSignal): Promise<void> {
  do {
    await loader.load().catch(() => {}); // It is in the metrics and the log, and tried again at the next turn.
    await delay(restMs, undefined, { signal: stop }).catch(() => {});
  } while (restMs > 0 && !stop.aborted);
}

/** Stops accepting, and resolves when what was under way has been answered, or after 10 s. */
async function drained({ server, underWay }: WarehouseServer): Promise<void> {
  server.close();
  const untilMs = performance.now() + DRAINS_WITHIN_MS;
  while (underWay() > 0 && performance.now() < untilMs) await delay(20);
  // Not only the idle ones: Node does not count among them a connection over which nothing was ever sent.
  server.closeAllConnections();
}

function warehouseSettings(environment: Readonly<Record<string, string | undefined>>) {
  const { WAREHOUSE_FILE: path, POSTGRES_URL: postgresUrl, WAREHOUSE_SECRET: secret } = environment;
  if (!path) throw new Error('WAREHOUSE_FILE is not set; it names the DuckDB file');
  if (!postgresUrl) throw new Error('POSTGRES_URL is not set; it names the database to load from, with the role shop_loader');
  if (!secret || secret.length < 16) throw new Error('WAREHOUSE_SECRET must be set to 16 characters or more');
  return { path, postgresUrl, secret, restMs: everyMs(environment, 'WAREHOUSE_EVERY_MS', 1_000, { mayBe0: true }) };
}
