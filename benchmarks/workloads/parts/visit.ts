import { sha256 } from 'k6/crypto';
import exec from 'k6/execution';
import { between, random, zipf } from './choice.ts';
import { settings } from './settings.ts';

/** One session of one visitor: one iteration of k6. Every choice follows from the seed and the session's number. */
export interface Visit {
  /** As the log names it: its number, after `w` in the warm-up. */
  session: string;
  next(): number;
  /** The instance to ask, from 0. */
  instance(): number;
  /** A new idempotency key. */
  key(): string;
}

export function visit(stickTo: 'session' | 'request'): Visit {
  const { name, iterationInTest: number } = exec.scenario;
  const { run, seed, urls } = settings;
  const phase = PHASES[name] ?? '';
  const session = `${phase}${number}`;
  let requests = 0;
  let keys = 0;
  return {
    session,
    next: random(phase === '' ? `${seed}/${number}` : `${seed}/${phase}/${number}`),
    instance() {
      if (stickTo === 'request') requests += 1;
      return (number + requests) % urls.length;
    },
    key() {
      keys += 1;
      return `${run}-${session}-${keys}`;
    },
  };
}

/** How sessions of a scenario are named, before their number, and so what they choose from. */
const PHASES: { [scenario: string]: string } = { measured: '', warmUp: 'w', measuredWriters: 'c', warmUpWriters: 'wc' };

export interface Wanted {
  merchantId: string;
  sku: string;
}

/** A product by popularity: that of its merchant, and its own among the merchant's. */
export const someProduct = ({ next }: Visit): Wanted => productAt(merchantRank(next()), productRank(next()));

/** A merchant by popularity, and any of its products that do not run out: every tenth is scarce. */
export function somePlenty({ next }: Visit): Wanted {
  const merchant = merchantRank(next());
  const product = between(next, 0, settings.products - 1);
  return productAt(merchant, product % 10 === 9 ? product - 1 : product);
}

/** All products come equally often. */
export const anyProduct = ({ next }: Visit): Wanted =>
  productAt(between(next, 0, settings.merchants - 1), between(next, 0, settings.products - 1));

/** A product by its rank in the whole catalogue, from 0: neighbours in rank are of different merchants. */
export const productOfRank = (rank: number): Wanted =>
  productAt(rank % settings.merchants, Math.floor(rank / settings.merchants));

/** All customers come equally often. */
export const someCustomer = ({ next }: Visit): string => named('c', between(next, 0, settings.customers - 1));

export const searchWords = ({ next }: Visit): string => `${oneOf(next, MATERIALS)} ${oneOf(next, THINGS)}`;

// As the harness's market/secrets.ts derives them.
export const customerSecret = (customerId: string): string => sha256(`${settings.seed}/customer/${customerId}`, 'hex');
export const staffSecret = (merchantId: string): string => `og_${sha256(`${settings.seed}/staff/${merchantId}`, 'hex')}`;

const merchantRank = zipf(settings.merchants, settings.zipfExponent);
const productRank = zipf(settings.products, settings.zipfExponent);
const named = (letter: string, rank: number): string => `${letter}${String(rank + 1).padStart(4, '0')}`;
const productAt = (merchant: number, product: number): Wanted => ({ merchantId: named('m', merchant), sku: named('p', product) });
const oneOf = (next: () => number, items: readonly string[]): string => items[between(next, 0, items.length - 1)] ?? '';

// Some of the words that the seeded market's names and descriptions are made of.
const MATERIALS = ['copper', 'oak', 'linen', 'wool', 'glass', 'steel', 'bamboo', 'cork', 'leather', 'clay'];
const THINGS = ['kettle', 'novel', 'trowel', 'puzzle', 'flute', 'helmet', 'bell', 'scarf', 'boot', 'lamp', 'hammer', 'compass'];
