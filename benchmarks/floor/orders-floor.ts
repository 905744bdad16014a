import { readFile } from 'node:fs/promises';
import type { Running } from '@outgrow/harness/running';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { closedLoop, median } from './closed-loop.ts';
import type { Row } from './floor.ts';
import { KeepAlive } from './keep-alive.ts';
import { placingOrders } from './orders.ts';
import type { Skew } from './pgbench.ts';
import { pgbench } from './pgbench.ts';

/** Orders per second over HTTP beside pgbench on the same server, in turns; and the app's memory meanwhile. */
export async function ordersFloor(running: Running, cookie: string, skew: Skew, rounds: number, seconds: number): Promise<Row[]> {
  const { url } = running.servers.postgres as StartedPostgres;
  const sid =
    decodeURIComponent(cookie.split('=')[1] ?? '')
      .slice(2)
      .split('.')[0] ?? '';
  const appUrl = running.appUrls[0] ?? '';
  const ratios: number[] = [];
  const shown: string[] = [];
  let memoryMb = 0;
  for (let round = 0; round < rounds; round += 1) {
    const floor = await pgbench(url, sid, skew, CONNECTIONS, seconds);
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => KeepAlive.to(appUrl)));
    const app = await closedLoop(clients, { warmUpMs: 1_000, forMs: seconds * 1_000 }, placingOrders(skew, cookie));
    for (const client of clients) client.close();
    memoryMb = Math.max(memoryMb, await residentMb((await running.apps[0]?.pids())?.[0]));
    ratios.push(app.perSecond / floor);
    shown.push(`${app.perSecond.toFixed(0)}/${floor.toFixed(0)}`);
  }
  return [
    { what: 'orders/s over HTTP / pgbench', ratio: median(ratios), aim: 'at least 0.8', shown: shown.join('  ') },
    { what: 'memory of the app under load, MB', ratio: memoryMb, aim: 'below 250', shown: '' },
  ];
}

/** Both sides hold the same number of connections; the app is given enough clients to keep them busy. */
export const CONNECTIONS = 16;
const CLIENTS = 48;

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
