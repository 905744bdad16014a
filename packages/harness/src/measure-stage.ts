import type { Progress } from '@outgrow/services/service';
import type { Stage, Topology } from '@outgrow/services/stage';
import { breachText, type Checked, check } from './check.ts';
import type { CpuUse } from './cpu-sampler.ts';
import type { Journal, Outcome } from './journal.ts';
import type { K6 } from './k6.ts';
import type { LoadTimes } from './k6-summary.ts';
import { type Load, load } from './load.ts';
import type { MarketSize } from './market.ts';
import { ONE_INSTANCE, startStage } from './running.ts';
import { seed, withShop } from './seed.ts';
import { settle } from './settle.ts';

export interface Measure extends Pick<Load, 'workload' | 'ratePerSecond' | 'seconds'> {
  k6: K6;
  market: MarketSize;
  topology?: Topology;
  progress?: Progress;
  signal?: AbortSignal;
}

/** One stage under one load, with its verdict: figures without one are no result. */
export interface Measured {
  stage: { number: number; name: string; title: string };
  instances: number;
  servers: { name: string; kind: string; version: string; mode: string }[];
  times: LoadTimes;
  /** Commands by what their clients know of them. */
  commands: { [K in Outcome['is']]: number };
  /** Refused commands by reason. */
  refused: Counts;
  /** Whatever else was not answered as it should be, reads and commands, by code. */
  errors: Counts;
  /** Lines of the clients' journal that could not be read. */
  unreadable: number;
  generator: CpuUse;
  records: number;
  anomalies: { count: number; first: string[] };
}

export type Counts = { [name: string]: number };

/** Starts a stage, seeds it, loads it, lets it settle, checks it, and stops it again, also where one of these fails. */
export async function measureStage(stage: Stage, wanted: Measure): Promise<Measured> {
  const { market, topology = ONE_INSTANCE, k6, workload, ratePerSecond, seconds } = wanted;
  const { progress = () => {}, signal } = wanted;
  const watch = { progress, ...(signal && { signal }) };
  await using running = await startStage(stage, topology, watch);
  const { appUrls, urls, servers, operatorKey } = running;
  await seed(stage, urls, market, watch);

  const since = new Date().toISOString();
  progress(`k6 ${workload}: ${ratePerSecond} sessions/s for ${seconds} s`);
  const loaded = await load({ k6, workload, appUrls, market, ratePerSecond, seconds, ...watch });
  progress('settling');
  await settle(appUrls, operatorKey);
  progress('checking');
  const told = { journal: loaded.journal, since };
  const checked = await withShop(stage, urls, (shop) => check(shop, { told, ...watch }));

  return {
    stage: { number: stage.number, name: stage.name, title: stage.title },
    instances: appUrls.length,
    servers: Object.entries(servers).map(([name, { kind, version, mode }]) => ({ name, kind, version, mode })),
    times: loaded.times,
    ...countsOf(loaded.journal),
    unreadable: loaded.journal.unreadable,
    generator: loaded.generator,
    records: checked.records,
    anomalies: anomaliesOf(checked, loaded.journal),
  };
}

function countsOf({ writes, failedReads }: Journal): Pick<Measured, 'commands' | 'refused' | 'errors'> {
  const commands = { accepted: 0, refused: 0, failed: 0, unknown: 0 };
  const refused: Counts = {};
  const errors: Counts = Object.fromEntries(failedReads);
  for (const { outcome } of writes.values()) {
    commands[outcome.is] += 1;
    if (outcome.is === 'accepted') continue;
    const counts = outcome.is === 'refused' ? refused : errors;
    counts[outcome.code] = (counts[outcome.code] ?? 0) + 1;
  }
  return { commands, refused, errors };
}

function anomaliesOf({ breaches, breachCount, verified }: Checked, { failedReads }: Journal): Measured['anomalies'] {
  const wrongReads = failedReads.get(OTHER_TOTAL) ?? 0;
  return {
    count: breachCount + (verified?.count ?? 0) + wrongReads,
    first: [
      ...(wrongReads > 0 ? [`${wrongReads} orders were read back with another total than was replied`] : []),
      ...(verified?.anomalies ?? []),
      ...breaches.map(breachText),
    ],
  };
}

/** What the workloads log where an order read back differs from the reply. */
const OTHER_TOTAL = 'other_total_than_replied';
