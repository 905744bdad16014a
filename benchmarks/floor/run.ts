import { startStage } from '@outgrow/harness/running';
import { seed } from '@outgrow/harness/seed';
import { stageNumbered } from '@outgrow/harness/stages';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { optionsOrUsage } from '../options-or-usage.ts';
import type { Row } from './floor.ts';
import { SEED, SKEW, shopper } from './floor.ts';
import { locksOrVersions } from './locks-or-versions.ts';
import { ordersFloor } from './orders-floor.ts';
import { readsFloor } from './reads-floor.ts';
import { storedOrders } from './stored-orders.ts';
import { tracingFloor } from './tracing-floor.ts';

const PARTS = ['orders', 'reads', 'locks', 'tracing', 'stored'] as const;
const USAGE = `How near stage 1 comes to its floor, as ratios measured in one run. Nothing else should run on the machine.

  npm run bench:floor -- [--only ${PARTS.join(',')}] [--rounds 5] [--seconds 8] [--many 1000000]

  orders   orders/s over HTTP beside pgbench sending the same SQL; needs pgbench on the PATH
  reads    cached product reads beside a constant body behind the same middleware
  locks    heads locked first beside versions checked at apply
  tracing  what spans cost while no tracing is set
  stored   an order's p50 with --many orders stored beside 10,000; storing a million takes minutes`;

const values = optionsOrUsage(USAGE, { only: PARTS.join(','), rounds: '5', seconds: '8', many: '1000000' });
const wanted = new Set(values.only.split(','));
const [rounds, seconds, many] = [Number(values.rounds), Number(values.seconds), Number(values.many)];
if (![...wanted].every((part) => (PARTS as readonly string[]).includes(part)) || ![rounds, seconds, many].every((n) => n > 0)) {
  console.error(USAGE);
  process.exit(2);
}

const say = (message: string) => console.error(`… ${message}`);
const rows: Row[] = [];
const show = (found: Row[]) => {
  rows.push(...found);
  for (const { what, ratio, aim, shown } of found) console.log(`${ratio.toFixed(2).padStart(8)}  ${what} (${aim})  ${shown}`);
};

const stage = await stageNumbered(1);
if (['orders', 'reads', 'locks'].some((part) => wanted.has(part))) {
  say(`starting stage 1 and seeding ${SKEW.merchants} merchants × ${SKEW.products} products`);
  await using running = await startStage(stage);
  await seed(stage, running.urls, { seed: SEED, orders: 0, ...SKEW });
  if (wanted.has('reads')) {
    say(`product reads, ${rounds} rounds of 2 × ${seconds} s`);
    show(await readsFloor(running, rounds, seconds));
  }
  if (wanted.has('orders')) {
    say(`orders, ${rounds} rounds of 2 × ${seconds} s`);
    show(await ordersFloor(running, await shopper(running.appUrls[0] ?? ''), SKEW, rounds, seconds));
  }
  if (wanted.has('locks')) {
    say(`locks or versions, 3 × ${rounds} rounds of 2 × ${seconds} s`);
    show(await locksOrVersions((running.servers.postgres as StartedPostgres).url, SKEW, rounds, seconds));
  }
}
if (wanted.has('tracing')) {
  say('spans');
  show(await tracingFloor(rounds));
}
if (wanted.has('stored')) {
  say(`storing ${many} past orders; this takes minutes`);
  show(await storedOrders(stage, SKEW, rounds, seconds, many));
}
console.log('\nEach figure is the median of its rounds; both sides of a ratio ran in turns in this one run.');
