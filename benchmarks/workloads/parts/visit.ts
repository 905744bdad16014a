import { sha256 } from 'k6/crypto';
import exec from 'k6/execution';
import { between, random, zipf } from './choice.ts';
import { settings } from './settings.ts';

/** One session of one visitor: one iteration of k6. Every choice follows from the seed and the session's number. */
export interface Visit {
  session: number;
  next(): number;
  /** The instance to ask. */
  url(): string;
  /** A new idempotency key. */
  key(): string;
}

export function visit(): Visit {
  const session = exec.scenario.iterationInTest;
  const { urls, run, seed, stickTo } = settings;
  let requests = 0;
  let keys = 0;
  return {
    session,
    next: random(`${seed}/${session}`),
    url() {
      if (stickTo === 'request') requests += 1;
      return urls[(session + requests) % urls.length] ?? '';
    },
    key() {
      keys += 1;
      return `${run}-${session}-${keys}`;
    },
  };
}

export interface Wanted {
  merchantId: string;
  sku: string;
}

/** A product by popularity: that of its merchant, and its own among the merchant's. */
export const someProduct = ({ next }: Visit): Wanted => ({
  merchantId: named('m', merchantRank(next())),
  sku: named('p', productRank(next())),
});

/** All customers come equally often. */
export const someCustomer = ({ next }: Visit): string => named('c', between(next, 0, settings.customers - 1));

export const searchWords = ({ next }: Visit): string => `${oneOf(next, MATERIALS)} ${oneOf(next, THINGS)}`;

// As the harness's market/secrets.ts derives them.
export const customerSecret = (customerId: string): string => sha256(`${settings.seed}/customer/${customerId}`, 'hex');
export const staffSecret = (merchantId: string): string => `og_${sha256(`${settings.seed}/staff/${merchantId}`, 'hex')}`;

const merchantRank = zipf(settings.merchants, settings.zipfExponent);
const productRank = zipf(settings.products, settings.zipfExponent);
const named = (letter: string, rank: number): string => `${letter}${String(rank + 1).padStart(4, '0')}`;
const oneOf = (next: () => number, items: readonly string[]): string => items[between(next, 0, items.length - 1)] ?? '';

// Some of the words that the seeded market's names and descriptions are made of.
const MATERIALS = ['copper', 'oak', 'linen', 'wool', 'glass', 'steel', 'bamboo', 'cork', 'leather', 'clay'];
const THINGS = ['kettle', 'novel', 'trowel', 'puzzle', 'flute', 'helmet', 'bell', 'scarf', 'boot', 'lamp', 'hammer', 'compass'];
