import { setTimeout as delay } from 'node:timers/promises';
import { merchantIdOf, skuOf } from './market/catalogue.ts';
import type { Running } from './running.ts';

/** Asks every system at once for the same products, again and again while a stage is under load: each of them every `products` × `everyMs`. */
export interface ProbePlan {
  /** The most popular products, so many. */
  products: number;
  everyMs: number;
}

/** What the systems said, over the measured part. */
export interface ProbeFigures {
  probes: number;
  /** Probes in which at least one system that answered disagreed with the system of record. */
  disagreeing: number;
  /** By system. */
  systems: { [system: string]: SystemFigures };
}

export interface SystemFigures {
  behind: number;
  ahead: number;
  wrong: number;
  /** It is to hold everything, and did not hold it. */
  missing: number;
  /** It did not answer. */
  away: number;
  /** How often a product began to be shown otherwise than it is stored, and for how long it was: no more exactly than it is asked. */
  episodes: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** How long it was wrong about one product or another, all in all. */
  wrongMs: number;
}

/** What one system says: see the API's `productCopies`. */
interface Says {
  is: 'shown' | 'absent' | 'missing' | 'away';
  version?: number;
  priceMinor?: number;
  currency?: string;
}

export interface Probe {
  atMs: number;
  of: string;
  before: Says;
  after: Says;
  copies: Readonly<Record<string, Says>>;
}

export interface Probing extends AsyncDisposable {
  end(): Promise<Probe[]>;
}

export function startProbing(
  { appUrls, operatorKey }: Pick<Running, 'appUrls' | 'operatorKey'>,
  { products, everyMs }: ProbePlan,
  merchants: number,
): Probing {
  const stopped = new AbortController();
  const probes: Probe[] = [];
  const underWay = new Set<Promise<void>>();
  const one = async (turn: number) => {
    const rank = turn % products;
    const [merchantId, sku] = [merchantIdOf(rank % merchants), skuOf(Math.floor(rank / merchants))];
    // The next time it is asked for, it is at another instance.
    const url = `${appUrls[Math.floor(turn / products) % appUrls.length]}/v1/ops/copies/${merchantId}/${sku}`;
    const atMs = Date.now();
    try {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${operatorKey}` },
        signal: AbortSignal.timeout(WITHIN_MS),
      });
      const body = (await response.json()) as Omit<Probe, 'atMs' | 'of'>;
      if (response.ok) probes.push({ ...body, atMs, of: `${merchantId}/${sku}` });
    } catch {
      // An instance that is killed answers nothing.
    }
  };
  const loop = (async () => {
    let nextMs = performance.now();
    for (let turn = 0; !stopped.signal.aborted; turn += 1) {
      // On the clock, however long a system that is away lets the others wait.
      if (underWay.size < MOST_UNDER_WAY) {
        const asked = one(turn).finally(() => underWay.delete(asked));
        underWay.add(asked);
      }
      nextMs = Math.max(nextMs + everyMs, performance.now());
      await delay(Math.max(0, nextMs - performance.now()), undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  const stop = async () => {
    stopped.abort();
    await loop;
    await Promise.all(underWay);
  };
  return {
    async end() {
      await stop();
      return probes.sort((one, other) => one.atMs - other.atMs);
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Who was wrong, how often and for how long, in the probes of these milliseconds. */
export function probeFigures(probes: readonly Probe[], fromMs: number, toMs: number): ProbeFigures {
  const measured = probes.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const tallies = new Map<string, SystemTally>();
  let disagreeing = 0;
  for (const probe of measured) {
    let agrees = true;
    for (const [system, says] of Object.entries(probe.copies)) {
      let tally = tallies.get(system);
      if (!tally) {
        tally = new SystemTally();
        tallies.set(system, tally);
      }
      if (!tally.see(probe, says)) agrees = false;
    }
    if (!agrees) disagreeing += 1;
  }
  const systems = Object.fromEntries([...tallies].map(([system, tally]) => [system, tally.figures(toMs)]));
  return { probes: measured.length, disagreeing, systems };
}

type Judgement = 'behind' | 'ahead' | 'wrong' | 'missing' | 'away';

class SystemTally {
  readonly #counts = { behind: 0, ahead: 0, wrong: 0, missing: 0, away: 0 };
  readonly #since = new Map<string, number>();
  readonly #lastedMs: number[] = [];

  /** Whether it agreed, or did not answer. */
  see({ atMs, of, before, after }: Probe, says: Says): boolean {
    const how = judged(says, before, after);
    if (how) this.#counts[how] += 1;
    // What is away shows nothing wrong, and what is behind does not become right by it.
    if (how === 'away' || before.is !== 'shown') return true;
    if (how) {
      if (!this.#since.has(of)) this.#since.set(of, atMs);
      return false;
    }
    const since = this.#since.get(of);
    if (since !== undefined) this.#lastedMs.push(atMs - since);
    this.#since.delete(of);
    return true;
  }

  figures(toMs: number): SystemFigures {
    const lasted = [...this.#lastedMs, ...[...this.#since.values()].map((since) => toMs - since)].sort((a, b) => a - b);
    return {
      ...this.#counts,
      episodes: lasted.length,
      p50Ms: quantileOf(lasted, 0.5),
      p99Ms: quantileOf(lasted, 0.99),
      maxMs: lasted.at(-1) ?? 0,
      wrongMs: lasted.reduce((sum, ms) => sum + ms, 0),
    };
  }
}

/** The system of record was asked before and after: whatever lay between the two was right at some moment in between. */
function judged(says: Says, before: Says, after: Says): Judgement | undefined {
  if (says.is === 'away') return 'away';
  if (before.version === undefined || after.version === undefined) return undefined;
  if (says.is === 'missing') return 'missing';
  // A cache need not hold it.
  if (says.is === 'absent') return undefined;
  if (says.version === undefined) return 'wrong';
  if (says.version < before.version) return 'behind';
  if (says.version > after.version) return 'ahead';
  const same = [before, after].find(({ version }) => version === says.version);
  if (same && (same.priceMinor !== says.priceMinor || same.currency !== says.currency)) return 'wrong';
  return undefined;
}

/** Of sorted values; 0 where there are none. */
const quantileOf = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

const WITHIN_MS = 3_000;
const MOST_UNDER_WAY = 32;
