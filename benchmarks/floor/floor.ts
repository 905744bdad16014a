import { customerSecret } from '@outgrow/harness/market/secrets';
import { signedIn } from './orders.ts';
import type { Skew } from './pgbench.ts';

/** One line of the table: a ratio measured in one run, or a figure, what it aims at, and the figures of its rounds. */
export interface Row {
  what: string;
  ratio: number;
  aim: string;
  shown: string;
}

/** How much is measured: so many rounds, of so many seconds on each side. */
export interface Extent {
  rounds: number;
  seconds: number;
}

export const SEED = 'floor';

/** The market of the tour; pgbench takes no exponent of exactly 1. */
export const SKEW: Skew = { merchants: 200, products: 50, customers: 1_000, exponent: 1.001 };

/** Twice as many products, so that a search has something to search. */
export const LARGE: Skew = { ...SKEW, products: 100 };

/** The cookie of a shopper of the seeded market, signed in. */
export const shopper = (appUrl: string): Promise<string> => signedIn(appUrl, 'c0001', customerSecret(SEED, 'c0001'));
