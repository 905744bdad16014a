import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { httpServer } from '@outgrow/api/http-server';
import { serveSettings } from '@outgrow/api/settings';
import { Database } from '@outgrow/postgres-shop/database';
import { everyMs } from '../../every-ms.ts';
import { IndexClient } from '../../index/index-client.ts';
import { toldToStop } from '../../told-to-stop.ts';
import { Warehouse } from '../../warehouse/warehouse-client.ts';
import { toIndex, toWarehouse } from './destinations.ts';
import { Relay } from './relay.ts';
import { passOn } from './relay-loop.ts';
import { RelayMetrics } from './relay-metrics.ts';

const CLOSES_WITHIN_MS = 1_000;

/**
 * Runs the relay process: passes on what is in the outbox at POSTGRES_URL to INDEX_URL and to WAREHOUSE_URL, each by itself, and looks
 * for more every RELAY_EVERY_MS. At HOST and PORT it tells whether it runs and what it counts. At SIGTERM or SIGINT it finishes
 * what is under way and ends the process with code 0.
 */
export async function serveRelay(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const stop = toldToStop();
  try {
    const { HOST, PORT } = serveSettings(environment);
    const { postgresUrl, indexUrl, warehouseUrl, restMs } = relaySettings(environment);
    // One connection for each destination, and one to count what waits.
    const database = new Database('postgres', postgresUrl, 3);
    const index = new IndexClient(indexUrl);
    const warehouse = new Warehouse(warehouseUrl);
    const metrics = new RelayMetrics(database);
    const relays = [toIndex(index), toWarehouse(warehouse)].map((destination) => new Relay(database, destination));
    const server = httpServer((req, res) => void answer(req.url ?? '/', res, metrics));
    server.listen(PORT, HOST);
    await once(server, 'listening');
    console.log('ready');

    await Promise.all(relays.map((relay) => passOn(relay, restMs, metrics, stop)));
    server.close();
    server.closeAllConnections();
    const closed = Promise.all([database.close(), index.close(), warehouse.close()]);
    await Promise.race([closed.catch(() => {}), delay(CLOSES_WITHIN_MS)]);
    process.exit(0);
  } catch (error) {
    console.error(`cannot go on: ${(error as Error).message}`);
    process.exit(1);
  }
}

async function answer(path: string, res: ServerResponse, metrics: RelayMetrics): Promise<void> {
  const respond = (status: number, type: string, text: string) => res.writeHead(status, { 'Content-Type': type }).end(text);
  if (path === '/healthz' || path === '/readyz') return void respond(200, 'application/json', '{"ready":true}');
  if (path !== '/metrics') return void respond(404, 'text/plain', 'there are /healthz, /readyz and /metrics\n');
  respond(200, 'text/plain; version=0.0.4; charset=utf-8', await metrics.text());
}

function relaySettings(environment: Readonly<Record<string, string | undefined>>) {
  const { POSTGRES_URL: postgresUrl, INDEX_URL: indexUrl, WAREHOUSE_URL: warehouseUrl } = environment;
  if (!postgresUrl) throw new Error('POSTGRES_URL is not set; it names the database with the outbox, with the role shop_relay');
  if (!indexUrl) throw new Error('INDEX_URL is not set; it names the search index');
  if (!warehouseUrl) throw new Error('WAREHOUSE_URL is not set; it names the warehouse, as http://loader:SECRET@host:port');
  return { postgresUrl, indexUrl, warehouseUrl, restMs: everyMs(environment, 'RELAY_EVERY_MS', 50) };
}
