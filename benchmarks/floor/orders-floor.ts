import type { Running } from '@outgrow/harness/running';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { CLIENTS, loadOrders } from './order-load.ts';
import type { Skew } from './pgbench.ts';
import { pgbench } from './pgbench.ts';
import { type CpuOfRounds, cpuRows } from './watch-cpu.ts';

/**
 * Orders per second over HTTP beside pgbench on the same server, in turns. What holds the app back is shown as the processor
 * time of each party per order: all of them share the machine's cores, and pgbench has next to none to itself.
 */
export async function ordersFloor(running: Running, cookie: string, skew: Skew, { rounds, seconds }: Extent): Promise<Row[]> {
  const postgres = running.servers.postgres as StartedPostgres;
  const sid = decodeURIComponent(cookie.split('=')[1] ?? '');
  const ratios: number[] = [];
  const shown: string[] = [];
  const used: CpuOfRounds = [];
  let memoryMb = 0;
  for (let round = 0; round < rounds; round += 1) {
    const floor = await pgbench(postgres.url, sid.slice(2, sid.indexOf('.')), skew, CONNECTIONS, seconds);
    const load = await loadOrders(running, cookie, skew, { clients: CLIENTS, seconds });
    used.push(load.cpuMs);
    memoryMb = Math.max(memoryMb, load.memoryMb);
    ratios.push(load.loop.perSecond / floor);
    shown.push(`${load.loop.perSecond.toFixed(0)}/${floor.toFixed(0)}`);
  }
  return [
    { what: 'orders/s over HTTP / pgbench', ratio: median(ratios), aim: 'at least 0.8', shown: shown.join('  ') },
    ...cpuRows('over HTTP', used),
    { what: 'memory of the app under load, MB', ratio: memoryMb, aim: 'below 250', shown: '' },
  ];
}

/** Both sides hold the same number of connections; the app is given enough clients to keep them busy. */
export const CONNECTIONS = 8;
