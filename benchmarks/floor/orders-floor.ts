import { readFile } from 'node:fs/promises';
import type { Running } from '@outgrow/harness/running';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import type { Started } from '@outgrow/services/service';
import { closedLoop, median } from './closed-loop.ts';
import { watchCpu } from './cpu-per-order.ts';
import type { Row } from './floor.ts';
import { KeepAlive } from './keep-alive.ts';
import { placingOrders } from './orders.ts';
import type { Skew } from './pgbench.ts';
import { pgbench } from './pgbench.ts';

/**
 * Orders per second over HTTP beside pgbench on the same server, in turns. What holds the app back is shown as the processor
 * time of each party per order: all of them share the machine's cores, and pgbench has next to none to itself.
 */
export async function ordersFloor(running: Running, cookie: string, skew: Skew, rounds: number, seconds: number): Promise<Row[]> {
  const postgres = running.servers.postgres as StartedPostgres;
  const app = running.apps[0] as Started;
  const sid = decodeURIComponent(cookie.split('=')[1] ?? '');
  const appUrl = running.appUrls[0] ?? '';
  const ratios: number[] = [];
  const shown: string[] = [];
  const used: Record<string, number[]> = {};
  let memoryMb = 0;
  for (let round = 0; round < rounds; round += 1) {
    const floor = await pgbench(postgres.url, sid.slice(2, sid.indexOf('.')), skew, CONNECTIONS, seconds);
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => KeepAlive.to(appUrl)));
    const before = await storedOrders(postgres);
    let placed = 0;
    const place = placingOrders(skew, cookie);
    const cpu = await watchCpu({ 'the app': app, Postgres: postgres });
    const loop = await closedLoop(clients, { warmUpMs: 1_000, forMs: seconds * 1_000 }, async (client, iteration) => {
      await place(client, iteration);
      placed += 1;
    });
    for (const [party, cpuSeconds] of Object.entries(await cpu())) {
      used[party] = [...(used[party] ?? []), (cpuSeconds * 1_000) / placed];
    }
    for (const client of clients) client.close();
    const stored = (await storedOrders(postgres)) - before;
    if (stored !== placed) throw new Error(`${placed} orders were acknowledged and ${stored} are stored`);
    memoryMb = Math.max(memoryMb, await residentMb(app));
    ratios.push(loop.perSecond / floor);
    shown.push(`${loop.perSecond.toFixed(0)}/${floor.toFixed(0)}`);
  }
  return [
    { what: 'orders/s over HTTP / pgbench', ratio: median(ratios), aim: 'at least 0.8', shown: shown.join('  ') },
    ...Object.entries(used).map(([party, ms]) => ({
      what: `processor time of ${party} per order over HTTP, ms`,
      ratio: median(ms),
      aim: 'what holds it',
      shown: ms.map((each) => each.toFixed(2)).join('  '),
    })),
    { what: 'memory of the app under load, MB', ratio: memoryMb, aim: 'below 250', shown: '' },
  ];
}

/** Both sides hold the same number of connections; the app is given enough clients to keep them busy. */
export const CONNECTIONS = 8;
const CLIENTS = 48;

async function storedOrders(postgres: StartedPostgres): Promise<number> {
  const [row] = await query<{ orders: string }>(postgres.adminUrl, 'SELECT count(*) AS orders FROM orders');
  return Number(row?.orders);
}

async function residentMb(app: Started): Promise<number> {
  const [pid] = await app.pids();
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
