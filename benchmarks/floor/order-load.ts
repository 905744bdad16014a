import { readFile } from 'node:fs/promises';
import type { Running } from '@outgrow/harness/running';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import type { Started } from '@outgrow/services/service';
import { caughtUp } from './caught-up.ts';
import { closedLoop, type Loop } from './closed-loop.ts';
import { KeepAlive } from './keep-alive.ts';
import { placingOrders } from './orders.ts';
import type { Skew } from './pgbench.ts';
import { watchCpu } from './watch-cpu.ts';

export interface OrderLoad {
  loop: Loop;
  /** Processor time of each party per order in ms, until all that keeps copies has heard of it. */
  cpuMs: Record<string, number>;
  /** What the app holds resident at the end of the load. */
  memoryMb: number;
}

/** So many clients order over HTTP in a closed loop. Throws unless as many orders are stored as were acknowledged. */
export async function loadOrders(
  running: Running,
  cookie: string,
  skew: Skew,
  { clients: count, seconds }: { clients: number; seconds: number },
): Promise<OrderLoad> {
  const app = running.apps[0] as Started;
  const postgres = running.servers.postgres as StartedPostgres;
  const clients = await Promise.all(Array.from({ length: count }, () => KeepAlive.to(running.appUrls[0] ?? '')));
  const before = await storedOrders(postgres);
  let placed = 0;
  const place = placingOrders(skew, cookie);
  const cpu = await watchCpu({ 'the app': app, ...running.servers });
  const loop = await closedLoop(clients, { warmUpMs: 1_000, forMs: seconds * 1_000 }, async (client, iteration) => {
    await place(client, iteration);
    placed += 1;
  }).finally(() => {
    for (const client of clients) client.close();
  });
  const memoryMb = await residentMb(app);
  await caughtUp(running);
  const used = Object.entries(await cpu()).map(([party, cpuSeconds]) => [party, (cpuSeconds * 1_000) / placed]);
  const stored = (await storedOrders(postgres)) - before;
  if (stored !== placed) throw new Error(`${placed} orders were acknowledged and ${stored} are stored`);
  return { loop, cpuMs: Object.fromEntries(used), memoryMb };
}

/** Clients enough to keep the connections to Postgres busy. */
export const CLIENTS = 48;

async function storedOrders(postgres: StartedPostgres): Promise<number> {
  const [row] = await query<{ orders: string }>(postgres.adminUrl, 'SELECT count(*) AS orders FROM orders');
  return Number(row?.orders);
}

async function residentMb(app: Started): Promise<number> {
  const [pid] = await app.pids();
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
