import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LogTail } from '@outgrow/services/log-tail';
import { remember } from '@outgrow/services/reaper';
import { ServerProcess } from '@outgrow/services/server-process';
import type { Progress } from '@outgrow/services/service';
import { CannotRun } from './cannot-run.ts';
import { type CpuUse, cpuSampler } from './cpu-sampler.ts';
import type { PointLoad } from './experiment.ts';
import type { K6 } from './k6.ts';
import { type K6Counts, k6Counts } from './k6-summary.ts';
import type { MarketSize } from './market.ts';
import { root, workloadsFolder } from './places.ts';

export interface Load extends PointLoad {
  k6: K6;
  appUrls: readonly string[];
  /** The market that was seeded: its seed gives the credentials, and every choice of the load. */
  market: Pick<MarketSize, 'seed' | 'merchants' | 'products' | 'customers'>;
  /** Tells this run's idempotency keys from those of another run on the same shop, which would be its repeats. */
  run: string;
  progress?: Progress;
  /** Aborted: k6 is stopped and the abort's reason thrown. */
  signal?: AbortSignal;
  /** Called when the first session has begun, in the warm-up where there is one. */
  began?(): void;
}

/** What a load left. Disposing it removes the journal. */
export interface Loaded extends AsyncDisposable {
  counts: K6Counts;
  generator: CpuUse;
  /** The file of what the workload logged. */
  journal: string;
}

/** Runs k6 against a running stage. Bounded in time; k6 does not outlive this process. */
export async function load(wanted: Load): Promise<Loaded> {
  const script = join(workloadsFolder, `${wanted.workload}.ts`);
  if (!existsSync(script)) throw new CannotRun(`there is no workload ${wanted.workload}; there is ${await workloads()}`, 2);
  await using stack = new AsyncDisposableStack();
  const folder = await journalFolder(stack);
  const [journal, summary] = [join(folder, 'journal.jsonl'), join(folder, 'summary.json')];
  const generator = await runK6(wanted, script, { journal, summary });
  const counts = k6Counts(await readFile(summary, 'utf8'));
  const owned = stack.move();
  return { counts, generator, journal, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function journalFolder(stack: AsyncDisposableStack): Promise<string> {
  // Within the project, since a k6 in a container sees nothing else.
  const parent = join(root, '.outgrow/load');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'run-'));
  const forget = remember({ folder });
  stack.defer(async () => {
    await rm(folder, { recursive: true, force: true });
    forget();
  });
  return folder;
}

async function runK6(wanted: Load, script: string, files: { journal: string; summary: string }): Promise<CpuUse> {
  const { k6, workload, warmUpSeconds, seconds, progress = () => {}, signal } = wanted;
  const [command = 'k6', ...before] = k6.command;
  const log = new LogTail();
  const args = [...before, 'run', ...QUIET, `--console-output=${files.journal}`, ...settingsOf(wanted, files.summary), script];
  signal?.throwIfAborted();
  const process = await ServerProcess.start({ command, args, env: environment(), cwd: root, log });
  const cpu = cpuSampler(process.pid);
  const startMs = performance.now();
  const allSeconds = warmUpSeconds + seconds;
  const deadlineMs = (allSeconds + GRACE_SECONDS) * 1_000;
  let began = false;
  let saidSeconds = 0;
  try {
    while (process.ended === undefined) {
      signal?.throwIfAborted();
      const elapsedMs = performance.now() - startMs;
      if (elapsedMs > deadlineMs)
        throw new Error(`k6 did not end within ${deadlineMs / 1_000} s. Its last lines:\n${log.text()}`);
      cpu.sample();
      if (!began && (await hasBegun(files.journal))) {
        began = true;
        wanted.began?.();
      }
      if (elapsedMs / 1_000 >= saidSeconds + 1) {
        saidSeconds = Math.floor(elapsedMs / 1_000);
        progress(`k6 ${workload}: ${Math.min(saidSeconds, allSeconds)} of ${allSeconds} s`);
      }
      await delay(POLL_MS);
    }
  } finally {
    await process.stop('SIGTERM', STOPS_WITHIN_MS);
  }
  if (process.ended !== 'exit code 0') throw new Error(failure(process.ended ?? '', log.text()));
  const use = cpu.use();
  return k6.from === 'container' ? { ...use, processCores: undefined } : use;
}

function settingsOf(wanted: Load, summary: string): string[] {
  const { appUrls, market, run, ratePerSecond, users, warmUpSeconds, seconds, settings } = wanted;
  if ((ratePerSecond === undefined) === (users === undefined)) throw new Error('a load has either a rate or users');
  const all = {
    URLS: appUrls.join(','),
    SEED: market.seed,
    RUN: run,
    ...(users === undefined ? { RATE: ratePerSecond } : { USERS: users }),
    WARM_UP: warmUpSeconds,
    SECONDS: seconds,
    MERCHANTS: market.merchants,
    PRODUCTS: market.products,
    CUSTOMERS: market.customers,
    SUMMARY: summary,
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
}

/** What k6 means by its exit codes, in one line; its own words follow. */
function failure(ended: string, lines: string): string {
  const meaning = MEANINGS[/\d+/.exec(ended)?.[0] ?? ''];
  const full = /no space left/i.test(lines) ? ': the disk is full, make room and run it again' : '';
  return `k6 failed (${ended}${meaning ? `, ${meaning}` : ''})${full}. Its last lines:\n${lines}`;
}

const MEANINGS: { [exitCode: string]: string } = {
  99: 'a limit that the workload sets itself was crossed',
  104: 'the configuration is invalid',
  105: 'it was stopped from outside',
  107: 'the script threw',
  108: 'the script stopped the run',
  125: 'docker could not run its container',
};

/** The workloads there are. */
export async function workloads(): Promise<string[]> {
  const files = await readdir(workloadsFolder);
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
}

async function hasBegun(journal: string): Promise<boolean> {
  try {
    return (await stat(journal)).size > 0;
  } catch {
    return false;
  }
}

const QUIET = ['--quiet', '--no-usage-report', '--no-color', '--log-format=raw', '--address='];

// k6 reads settings from K6_* of the environment, and proxies from there: the machine's must not change a run.
// One in a container is run by docker, which looks there for its engine.
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_.*)$/.test(name)));

/** To start, and for the last sessions to end. */
const GRACE_SECONDS = 60;
const STOPS_WITHIN_MS = 10_000;
const POLL_MS = 50;
