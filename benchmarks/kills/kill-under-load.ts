import { commandIdOf } from '@outgrow/api/credentials';
import { openCheckers } from '@outgrow/checker/checkers';
import { readJournalFile } from '@outgrow/checker/journal';
import { eachRecord } from '@outgrow/harness/each-record';
import { FaultPlan } from '@outgrow/harness/faults';
import { finalReads, TouchedProducts } from '@outgrow/harness/final-reads';
import type { K6 } from '@outgrow/harness/k6';
import { type Loaded, load } from '@outgrow/harness/load';
import type { MarketSize } from '@outgrow/harness/market';
import { sha256 } from '@outgrow/harness/market/secrets';
import type { Running } from '@outgrow/harness/running';
import { withShop } from '@outgrow/harness/seed';
import { settle } from '@outgrow/harness/settle';
import type { Progress } from '@outgrow/services/service';
import type { Acknowledged } from './acknowledged.ts';
import { Failover, type Felt } from './failover.ts';

export interface Kill {
  /** The server that is killed. */
  node: string;
  /** After the first session began. */
  atSeconds: number;
  /** The merchants whose records it holds as their primary. */
  affected: ReadonlySet<string>;
  /** Tells this load's commands from those of the others. */
  run: string;
}

export interface Killed extends Felt {
  /** From its restart until every copy was where it belongs. */
  backSeconds: number;
  /** Whether the load lasted until then; otherwise it had an easier time than others. */
  isBackUnderLoad: boolean;
  /** Commands of the whole load that were accepted. */
  accepted: number;
  lost: number;
  anomalies: number;
  /** The first of what was found, in a line each. */
  found: string[];
}

export interface Loading {
  k6: K6;
  market: MarketSize;
  ratePerSecond: number;
  /** How long the node is away. */
  awaySeconds: number;
  /** Sees all that the clients saw, of every kill. */
  acknowledged: Acknowledged;
  progress: Progress;
}

/** Kills one node under load, starts it again under load, waits until the cluster is whole, and holds what the clients saw against the records. */
export async function killUnderLoad(running: Running, kill: Kill, loading: Loading): Promise<Killed> {
  const since = new Date().toISOString();
  const { loaded, killedMs, healedMs, endedMs, ...back } = await loadedWithKill(running, kill, loading);
  await using _journal = loaded;
  for (const server of Object.values(running.servers)) await server.untilRebalanced?.();

  const checkers = openCheckers({ sha256, since });
  const failover = new Failover(kill.affected);
  const touched = new TouchedProducts();
  let unreadable = 0;
  await readJournalFile(loaded.journal, {
    commandIdOf,
    see: (event) => {
      for (const reader of [checkers, failover, touched, loading.acknowledged]) reader.see(event);
    },
    unreadable: () => {
      unreadable += 1;
    },
  });
  if (unreadable > 0) throw new Error(`${unreadable} lines of the clients' journal could not be read; run it again`);

  await settle(running.appUrls, running.operatorKey);
  await withShop(running.stage, running.urls, async (shop) => {
    for await (const event of finalReads(running.appUrls, touched)) checkers.see(event);
    await eachRecord(shop, (record) => checkers.seeRecord(record), {});
  });
  const verdicts = checkers.verdicts();
  const lost = verdicts.find(({ checker }) => checker === 'lost writes');
  if (!lost) throw new Error('no checker looks for lost writes');
  return {
    ...failover.felt(killedMs, healedMs, endedMs),
    ...back,
    accepted: lost.figures.accepted ?? 0,
    lost: lost.count,
    anomalies: verdicts.reduce((sum, { count }) => sum + count, 0),
    found: verdicts.flatMap(({ checker, first }) => first.slice(0, 2).map((line) => `${checker}: ${line}`)),
  };
}

interface LoadedWithKill extends Pick<Killed, 'backSeconds' | 'isBackUnderLoad'> {
  loaded: Loaded;
  killedMs: number;
  healedMs: number;
  endedMs: number;
}

async function loadedWithKill(
  running: Running,
  { node, atSeconds, run }: Kill,
  { k6, market, ratePerSecond, awaySeconds, progress }: Loading,
): Promise<LoadedWithKill> {
  await using faults = new FaultPlan(running, [{ fault: 'kill', target: node, atSeconds, forSeconds: awaySeconds }]);
  await using stack = new AsyncDisposableStack();
  const seconds = atSeconds + awaySeconds + AFTER_SECONDS;
  let beganMs = 0;
  const loaded = stack.use(
    await load({
      k6,
      workload: 'mixed',
      ratePerSecond,
      warmUpSeconds: 0,
      seconds,
      appUrls: running.appUrls,
      market,
      run,
      progress,
      began: () => {
        beganMs = Date.now();
        faults.begin(0);
      },
    }),
  );
  const [done] = await faults.end();
  if (done?.healedAtSeconds === undefined)
    throw new Error(`${node} was not killed and started again while the load went on; run it again`);
  stack.move();
  return {
    loaded,
    killedMs: beganMs + done.atSeconds * 1_000,
    healedMs: beganMs + done.healedAtSeconds * 1_000,
    endedMs: beganMs + seconds * 1_000,
    backSeconds: done.healedAtSeconds - done.atSeconds - awaySeconds,
    // Where the load ended first, the plan healed all the same.
    isBackUnderLoad: done.healedAtSeconds <= seconds,
  };
}

/** As long as a node takes to start and to take its part again, and some more. */
const AFTER_SECONDS = 12;
