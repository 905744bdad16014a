import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LogTail } from '@outgrow/services/log-tail';
import { remember } from '@outgrow/services/reaper';
import { ServerProcess } from '@outgrow/services/server-process';
import type { Progress } from '@outgrow/services/service';
import { CannotRun } from './cannot-run.ts';
import { type CpuUse, cpuSampler } from './cpu-sampler.ts';
import { type Journal, readJournal } from './journal.ts';
import type { K6 } from './k6.ts';
import { type LoadTimes, loadTimes } from './k6-summary.ts';
import type { MarketSize } from './market.ts';
import { root, workloadsFolder } from './places.ts';

export interface Load {
  k6: K6;
  /** A file of benchmarks/workloads, without its extension. */
  workload: string;
  appUrls: readonly string[];
  /** The market that was seeded: its seed gives the credentials, and every choice of the load. */
  market: Pick<MarketSize, 'seed' | 'merchants' | 'products' | 'customers'>;
  /** Sessions that begin per second. */
  ratePerSecond: number;
  seconds: number;
  /** Tells this run's idempotency keys from those of another run on the same shop, which would be its repeats. */
  run?: string;
  progress?: Progress;
  /** Aborted: k6 is stopped and the abort's reason thrown. */
  signal?: AbortSignal;
}

export interface Loaded {
  times: LoadTimes;
  journal: Journal;
  generator: CpuUse;
}

/** Runs k6 against a running stage. Bounded in time; k6 does not outlive this process. */
export async function load(wanted: Load): Promise<Loaded> {
  const script = join(workloadsFolder, `${wanted.workload}.ts`);
  if (!existsSync(script)) throw new CannotRun(`there is no workload ${wanted.workload}; there is ${await workloads()}`, 2);
  // Within the project, since a k6 in a container sees nothing else.
  const parent = join(root, '.outgrow/load');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'run-'));
  const forget = remember({ folder });
  try {
    const [journal, summary] = [join(folder, 'journal.jsonl'), join(folder, 'summary.json')];
    const generator = await runK6(wanted, script, { journal, summary });
    return { times: loadTimes(await readFile(summary, 'utf8')), journal: await readJournal(journal), generator };
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}

async function runK6(wanted: Load, script: string, files: { journal: string; summary: string }): Promise<CpuUse> {
  const { k6, seconds, progress = () => {}, signal } = wanted;
  const [command = 'k6', ...before] = k6.command;
  const log = new LogTail();
  const args = [...before, 'run', ...QUIET, `--console-output=${files.journal}`, ...settingsOf(wanted, files.summary), script];
  signal?.throwIfAborted();
  const process = await ServerProcess.start({ command, args, env: environment(), cwd: root, log });
  const cpu = cpuSampler(process.pid);
  const startMs = performance.now();
  const deadlineMs = (seconds + GRACE_SECONDS) * 1_000;
  let saidSeconds = 0;
  try {
    while (process.ended === undefined) {
      signal?.throwIfAborted();
      const elapsedMs = performance.now() - startMs;
      if (elapsedMs > deadlineMs)
        throw new Error(`k6 did not end within ${deadlineMs / 1_000} s. Its last lines:\n${log.text()}`);
      cpu.sample();
      if (elapsedMs / 1_000 >= saidSeconds + 1) {
        saidSeconds = Math.floor(elapsedMs / 1_000);
        progress(`k6 ${wanted.workload}: ${Math.min(saidSeconds, seconds)} of ${seconds} s`);
      }
      await delay(100);
    }
  } finally {
    await process.stop('SIGTERM', STOPS_WITHIN_MS);
  }
  if (process.ended !== 'exit code 0') throw new Error(`k6 failed (${process.ended}). Its last lines:\n${log.text()}`);
  const use = cpu.use();
  return k6.from === 'container' ? { ...use, processCores: undefined } : use;
}

function settingsOf({ appUrls, market, ratePerSecond, seconds, run = market.seed }: Load, summary: string): string[] {
  const settings = {
    URLS: appUrls.join(','),
    SEED: market.seed,
    RUN: run,
    RATE: ratePerSecond,
    SECONDS: seconds,
    MERCHANTS: market.merchants,
    PRODUCTS: market.products,
    CUSTOMERS: market.customers,
    SUMMARY: summary,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
}

/** The workloads there are. */
export async function workloads(): Promise<string[]> {
  const files = await readdir(workloadsFolder);
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
}

const QUIET = ['--quiet', '--no-usage-report', '--no-color', '--log-format=raw', '--address='];

// k6 reads settings from K6_* of the environment, and proxies from there: the machine's must not change a run.
const environment = () => Object.fromEntries(['PATH', 'HOME'].map((name) => [name, process.env[name]]));

/** To start, and for the last sessions to end. */
const GRACE_SECONDS = 60;
const STOPS_WITHIN_MS = 10_000;
