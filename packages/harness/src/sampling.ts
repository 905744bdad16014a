import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { CpuAllotment } from '@outgrow/services/cpu-allotment';
import { processFigures } from '@outgrow/services/process-figures';
import type { Started } from '@outgrow/services/service';
import { busyShare, machineTimes } from './cpu-sampler.ts';
import type { Trial } from './experiment-result.ts';
import type { Running } from './running.ts';

export interface Sampling extends AsyncDisposable {
  end(): Promise<Samples>;
}

export interface Samples {
  /** Rows are given by the seconds since `beganMs` (ms since the epoch); those of the `seconds` from there on make means and maxima. */
  over(beganMs: number, seconds: number): Pick<Trial, 'sampled' | 'samples'>;
}

/** One thing to sample: gives values by name, those that only grow with a name that holds `Total`. */
interface Source {
  process: string;
  sample(): Promise<Readonly<Record<string, number | undefined>>>;
}

interface Row {
  atMs: number;
  values: Record<string, number>;
}

/**
 * Samples every server and app instance of a running stage four times a second: its CPUs, in cores and as a share of what it was
 * allotted (of the machine, where it was allotted nothing), its memory, and its own statistics, what only grows as growth per second.
 * A server that does not answer leaves a hole in its columns.
 */
export async function startSampling(running: Running, allotments: ReadonlyMap<string, CpuAllotment>): Promise<Sampling> {
  await using stack = new AsyncDisposableStack();
  const sources: Source[] = [machineSource()];
  const named = [...Object.entries(running.servers), ...running.apps.map((app, at): [string, Started] => [`app${at + 1}`, app])];
  for (const [process, started] of named) {
    sources.push(processSource(process, started, allotments.get(process)));
    const sampler = stack.use(await started.openSampler?.());
    if (sampler) sources.push({ process, sample: () => sampler.sample() });
  }
  const owned = stack.move();
  const rows: Row[] = [];
  const stopped = new AbortController();
  const sampling = loop(sources, rows, stopped.signal);
  const stop = async () => {
    stopped.abort();
    await sampling;
    await owned.disposeAsync();
  };
  return {
    async end() {
      await stop();
      return { over: (beganMs, seconds) => summary(rows, beganMs, seconds) };
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function loop(sources: readonly Source[], rows: Row[], signal: AbortSignal): Promise<void> {
  const readings = sources.map(reading);
  let nextMs = performance.now();
  while (!signal.aborted) {
    const row: Row = { atMs: Date.now(), values: {} };
    // One that does not answer, as a server that is paused, leaves a hole in its own columns and holds up no other.
    await Promise.race([Promise.all(readings.map((read) => read(row))), delay(WAITS_MS)]);
    rows.push({ atMs: row.atMs, values: { ...row.values } });
    nextMs = Math.max(nextMs + EVERY_MS, performance.now());
    await delay(Math.max(0, nextMs - performance.now()), undefined, { signal }).catch(() => {});
  }
}

/** Reads a source into a row, unless it is still at the one before. */
function reading({ process, sample }: Source): (row: Row) => Promise<void> {
  let isBusy = false;
  let last: { atMs: number; totals: Record<string, number> } | undefined;
  return async ({ values }) => {
    if (isBusy) return;
    isBusy = true;
    try {
      const sampled = await sample();
      const atMs = performance.now();
      const totals: Record<string, number> = {};
      for (const [name, value] of Object.entries(sampled)) {
        if (value === undefined || !Number.isFinite(value)) continue;
        if (!TOTAL.test(name)) {
          values[`${process}.${name}`] = value;
          continue;
        }
        totals[name] = value;
        // What is told of for the first time was 0 before; a server that was restarted begins at 0 again.
        const grown = value - (last?.totals[name] ?? 0);
        if (last && grown >= 0) values[`${process}.${name.replace(TOTAL, 'PerSecond')}`] = grown / ((atMs - last.atMs) / 1_000);
      }
      last = { atMs, totals };
    } catch {
      last = undefined;
    } finally {
      isBusy = false;
    }
  };
}

function machineSource(): Source {
  let last = machineTimes();
  return {
    process: 'machine',
    async sample() {
      const now = machineTimes();
      const busy = busyShare(last, now);
      last = now;
      return { busyShare: busy };
    },
  };
}

function processSource(process: string, started: Started, allotment: CpuAllotment | undefined): Source {
  const allotted = allotment?.cpus ?? cpus().length;
  let pid: number | undefined;
  let last: { seconds: number; atMs: number } | undefined;
  return {
    process,
    async sample() {
      let figures = pid === undefined ? undefined : processFigures(pid);
      if (!figures) {
        // Asked for only where it is another one: started again, or for the first time.
        [pid] = await started.pids();
        figures = pid === undefined ? undefined : processFigures(pid);
      }
      const seconds = allotment?.usedSeconds() ?? figures?.cpuSeconds;
      const atMs = performance.now();
      const before = last;
      last = seconds === undefined ? undefined : { seconds, atMs };
      const cpuCores =
        last && before && last.seconds >= before.seconds
          ? (last.seconds - before.seconds) / ((atMs - before.atMs) / 1_000)
          : undefined;
      return {
        cpuCores,
        cpuShare: cpuCores === undefined ? undefined : cpuCores / allotted,
        memoryMiB: figures && figures.memoryBytes / 2 ** 20,
      };
    },
  };
}

function summary(rows: readonly Row[], beganMs: number, seconds: number): Pick<Trial, 'sampled' | 'samples'> {
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))].sort();
  const timed = rows.map(({ atMs, values }) => ({ at: (atMs - beganMs) / 1_000, values }));
  const measured = timed.filter(({ at }) => at >= 0 && at <= seconds);
  const sampled: Trial['sampled'] = {};
  for (const column of columns) {
    const values = measured.flatMap(({ values }) => values[column] ?? []);
    if (values.length === 0) continue;
    sampled[column] = { mean: values.reduce((sum, value) => sum + value, 0) / values.length, max: Math.max(...values) };
  }
  return {
    sampled,
    samples: {
      columns: ['atSeconds', ...columns],
      rows: timed.map(({ at, values }) => [rounded(at), ...columns.map((column) => rounded(values[column] ?? null))]),
    },
  };
}

/** Enough digits for any chart, and half the file. */
const rounded = <T extends number | null>(value: T): T => (value === null ? value : (Number(value.toPrecision(5)) as T));

const TOTAL = /[Tt]otal/;
const EVERY_MS = 250;
const WAITS_MS = 200;
