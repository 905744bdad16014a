import { commandIdOf } from '@outgrow/api/credentials';
import type { CheckerVerdict } from '@outgrow/checker/checker';
import { openCheckers } from '@outgrow/checker/checkers';
import { readJournalFile } from '@outgrow/checker/journal';
import type { Progress } from '@outgrow/services/service';
import { allotAll } from './allotments.ts';
import { cachesLeft, copiesVerdict } from './copies-verdict.ts';
import { eachRecord } from './each-record.ts';
import { orWhatEnded } from './ended.ts';
import type { Point } from './experiment.ts';
import type { LoadFigures, Trial, TrialVerdict } from './experiment-result.ts';
import { FaultPlan } from './faults.ts';
import { finalReads, TouchedProducts } from './final-reads.ts';
import { invalidity } from './invalidity.ts';
import type { K6 } from './k6.ts';
import { type Loaded, load } from './load.ts';
import { LoadTally, type Tally } from './load-tally.ts';
import { sha256 } from './market/secrets.ts';
import type { MarketSize } from './market.ts';
import { measureInside } from './measures.ts';
import { countPlatform } from './platform/platform-count.ts';
import { type Probe, probeFigures, startProbing } from './probes.ts';
import type { Running } from './running.ts';
import { type Samples, startSampling } from './sampling.ts';
import { withShop } from './seed.ts';
import { settle } from './settle.ts';

export interface TrialOptions {
  k6: K6;
  /** The market the running stage was seeded with. */
  market: MarketSize;
  /** From 1. */
  repetition: number;
  /** Tells this trial's commands from those of earlier ones on the same running stage. */
  run: string;
  progress?: Progress;
  signal?: AbortSignal;
}

/** One point on a running stage: what is measured inside, load, fault, heal, settle, final reads, checkers. */
export function runTrial(running: Running, point: Point, options: TrialOptions): Promise<Trial> {
  return orWhatEnded(running, () => measured(running, point, options));
}

async function measured(running: Running, point: Point, options: TrialOptions): Promise<Trial> {
  const { stage, appUrls, servers, operatorKey, urls, links } = running;
  const { progress = () => {}, repetition } = options;
  const startedAt = new Date().toISOString();
  const inside = point.measures && (await measureInside(running, point.measures, options));
  // What the stage wrote while it measured itself is no phantom.
  const since = new Date().toISOString();
  await using under = await underLoad(running, point, options);

  progress('reading what the clients saw');
  const checkers = openCheckers({ sha256, since });
  const { seconds, users, warmUpSeconds } = point.load;
  const tally = new LoadTally(seconds, users === undefined ? 0 : warmUpSeconds);
  let copies: CheckerVerdict | undefined;
  const touched = new TouchedProducts();
  let unreadable = 0;
  await readJournalFile(under.loaded.journal, {
    commandIdOf,
    see: (event) => {
      for (const reader of [checkers, tally, touched]) reader.see(event);
    },
    unreadable: () => {
      unreadable += 1;
    },
  });

  // The last line may be torn. With more of them gone, nobody can tell what the clients saw.
  if (unreadable > 1) throw new Error(`${unreadable} lines of the clients' journal could not be read; run it again`);

  const records = await withShop(stage, urls, async (shop) => {
    const left = await cachesLeft(shop, options);
    progress('settling');
    await settle(appUrls, operatorKey);
    for await (const event of finalReads(appUrls, touched)) checkers.see(event);
    const count = await eachRecord(shop, (record) => checkers.seeRecord(record), options);
    copies = await copiesVerdict(shop, left, point.repairs === true, options);
    return count;
  });

  if (point.counts) progress('counting what the stage consists of');
  const platform = point.counts && (await countPlatform(running));
  const verdicts = promisesOf(running, [...checkers.verdicts(), ...(copies ? [copies] : [])]);
  const tallied = tally.tally();
  const beganMs = tallied.beganMs ?? Date.now();
  const load = loadFigures(point, under.loaded, tallied);
  const invalid = invalidity(load, (point.faults?.length ?? 0) - under.faults.length, under.faults);
  return {
    name: point.name,
    repetition,
    knobs: point.knobs,
    startedAt,
    instances: appUrls.length,
    servers: Object.entries(servers).map(([name, { kind, version, mode }]) => ({ name, kind, version, mode })),
    allotments: under.allotments,
    ...(links.baseline && { linkBaseline: links.baseline }),
    load,
    faults: under.faults,
    ...under.samples.over(beganMs, seconds),
    ...(inside && { measured: inside }),
    ...(under.probes && { probes: probeFigures(under.probes, beganMs, beganMs + seconds * 1_000) }),
    ...(platform && { platform }),
    verdicts,
    anomalies: violations(verdicts, true),
    gaps: violations(verdicts, false),
    records,
    ...(invalid !== undefined && { invalid }),
  };
}

interface UnderLoad extends AsyncDisposable {
  loaded: Loaded;
  faults: Trial['faults'];
  samples: Samples;
  allotments: Trial['allotments'];
  probes: Probe[] | undefined;
}

async function underLoad(
  running: Running,
  point: Point,
  { k6, market, run, progress, signal }: TrialOptions,
): Promise<UnderLoad> {
  await using allotments = await allotAll(running, point.topology?.cpus ?? {});
  await using sampling = await startSampling(running, allotments.by);
  await using faults = new FaultPlan(running, point.faults ?? [], () => allotments.apply());
  await using stack = new AsyncDisposableStack();
  const probing = point.probes && stack.use(startProbing(running, point.probes, market.merchants));
  const loaded = stack.use(
    await load({
      ...point.load,
      k6,
      run,
      appUrls: running.appUrls,
      market,
      ...(progress && { progress }),
      ...(signal && { signal }),
      began: () => faults.begin(point.load.warmUpSeconds),
    }),
  );
  const probes = await probing?.end();
  const done = { loaded, probes, faults: await faults.end(), samples: await sampling.end(), allotments: allotments.got() };
  const owned = stack.move();
  return { ...done, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function loadFigures({ load }: Point, { counts, generator }: Loaded, { lateP99Ms, beganMs: _, ...tallied }: Tally): LoadFigures {
  const { workload, ratePerSecond, users, besides, warmUpSeconds, seconds } = load;
  return {
    workload,
    model: users === undefined ? 'open' : 'closed',
    ...(ratePerSecond !== undefined && { ratePerSecond }),
    ...(users !== undefined && { users }),
    ...(besides !== undefined && { besides }),
    warmUpSeconds,
    seconds,
    ...tallied,
    dropped: counts.dropped,
    // Where the same users go on from the warm-up, k6 counts their sessions from its begin.
    sessions: users === undefined ? counts.sessions : tallied.sessions,
    generator: {
      ...(generator.processCores !== undefined && { cores: generator.processCores }),
      machineBusy: generator.machineBusy,
      ...(lateP99Ms !== undefined && { lateP99Ms }),
    },
  };
}

/** A stage says of each guarantee whether it holds, and whether in this topology it is the other way. */
function promisesOf({ stage, appUrls, servers, settings }: Running, verdicts: readonly CheckerVerdict[]): TrialVerdict[] {
  const topology = { instances: appUrls.length, servers: Object.keys(servers), settings };
  return verdicts.map((verdict) => {
    if (verdict.guarantee === undefined) return { ...verdict, promised: true };
    const guarantee = stage.guarantees[verdict.guarantee];
    if (!guarantee)
      throw new Error(`stage ${stage.number} does not say whether it guarantees ${verdict.guarantee}: declare it in stage.ts`);
    const promised = guarantee.holds ? !guarantee.unless?.(topology) : guarantee.holdsWith?.(topology) === true;
    return { ...verdict, promised };
  });
}

const violations = (verdicts: readonly TrialVerdict[], promised: boolean): number =>
  verdicts.filter((verdict) => verdict.promised === promised).reduce((total, { count }) => total + count, 0);
