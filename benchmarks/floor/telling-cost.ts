import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from '@outgrow/harness/running';
import type { Started } from '@outgrow/services/service';
import { median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { shopper } from './floor.ts';
import { CLIENTS, loadOrders } from './order-load.ts';
import type { Skew } from './pgbench.ts';
import { type CpuOfRounds, cpuRows, watchCpu } from './watch-cpu.ts';

/** A running stage under the name its figures go by, and what was measured of it, by round. */
interface Side {
  name: string;
  running: Running;
  perSecond: number[];
  aloneP50Ms: number[];
  cpuMs: CpuOfRounds;
  memoryMb: number;
}

/**
 * What it costs to tell other systems of an order: orders per second, and the p50 of a client that is alone, beside those of the
 * first stage named, in turns. All of them run all the time, so what they take at rest is measured first.
 */
export async function tellingCost(
  stages: Readonly<Record<string, Running>>,
  skew: Skew,
  { rounds, seconds }: Extent,
): Promise<Row[]> {
  const sides = Object.entries(stages).map(
    ([name, running]): Side => ({ name, running, perSecond: [], aloneP50Ms: [], cpuMs: [], memoryMb: 0 }),
  );
  const rest = await atRest(sides);
  for (let round = 0; round < rounds; round += 1) for (const side of sides) await turn(side, skew, seconds);
  const [base, ...others] = sides as [Side, ...Side[]];
  const told: Row[] = [];
  for (const side of others) told.push(...beside(side, base), await untold(side));
  return [rest, ...told, ...sides.flatMap(({ name, cpuMs }) => cpuRows(`at ${name}`, cpuMs))];
}

async function turn(side: Side, skew: Skew, seconds: number): Promise<void> {
  const cookie = await shopper(side.running.appUrls[0] ?? '');
  const { loop, cpuMs, memoryMb } = await loadOrders(side.running, cookie, skew, { clients: CLIENTS, seconds });
  const alone = await loadOrders(side.running, cookie, skew, { clients: 1, seconds: seconds / 2 });
  side.perSecond.push(loop.perSecond);
  side.aloneP50Ms.push(alone.loop.p50Ms);
  side.cpuMs.push(cpuMs);
  side.memoryMb = Math.max(side.memoryMb, memoryMb);
}

function beside(side: Side, base: Side): Row[] {
  const inTurns = (of: 'perSecond' | 'aloneP50Ms', digits: number) => {
    const pairs = side[of].map((value, round) => [value, base[of][round] ?? Number.NaN] as const);
    return {
      ratio: median(pairs.map(([value, based]) => value / based)),
      shown: pairs.map(([value, based]) => `${value.toFixed(digits)}/${based.toFixed(digits)}`).join('  '),
    };
  };
  const between = `${side.name} / ${base.name}`;
  return [
    { what: `orders/s, ${between}`, aim: 'what telling costs', ...inTurns('perSecond', 0) },
    { what: `order p50 of one client in ms, ${between}`, aim: 'what telling costs', ...inTurns('aloneP50Ms', 2) },
    { what: `memory of the app under load, ${side.name}, MB`, ratio: side.memoryMb, aim: 'below 300', shown: '' },
  ];
}

/** Who was not told costs nothing: with any, the figures beside it are of another thing. */
async function untold({ name, running: { apps } }: Side): Promise<Row> {
  await using sampler = await (apps[0] as Started).openSampler?.();
  const samples = Object.entries((await sampler?.sample()) ?? {});
  const lost = samples.filter(([sample]) => /^told\w+LostTotal$/.test(sample));
  const shown = lost.map(([sample, count]) => `${sample} ${count}`).join('  ');
  return { what: `orders of which a system was not told, ${name}`, ratio: sum(lost), aim: 'none', shown };
}

async function atRest(sides: readonly Side[]): Promise<Row> {
  const parties = sides.flatMap(({ name, running }) => {
    const all = Object.entries({ 'the app': running.apps[0] as Started, ...running.servers });
    return all.map(([party, started]) => [`${party} of ${name}`, started] as const);
  });
  const cpu = await watchCpu(Object.fromEntries(parties));
  await delay(REST_MS);
  const { 'the load generator': _, ...used } = await cpu();
  const shares = Object.entries(used).map(([party, seconds]) => [party, (seconds * 1_000) / REST_MS] as const);
  const most = shares.filter(([, share]) => share >= 0.01).map(([party, share]) => `${party} ${share.toFixed(2)}`);
  return {
    what: 'processors that all of them take at rest',
    ratio: sum(shares),
    aim: 'next to none',
    shown: most.join('  '),
  };
}

const REST_MS = 5_000;

const sum = (named: readonly (readonly [string, number])[]): number => named.reduce((total, [, value]) => total + value, 0);
