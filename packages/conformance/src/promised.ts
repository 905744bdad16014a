import type { Exposed } from '@outgrow/domain/guarantees';
import type { ShopUnderTest } from './shop-under-test.ts';

/** A promise, as a file of `promises/` exports it by default: its title and its cases together read as sentences. */
export type Promised = Plain | Guaranteed;

/** What any stage keeps. */
export interface Plain {
  title: string;
  /** Those that break systems come after the others, and the last word is had over the records that all of them left. */
  when?: 'systems fail' | 'all is over';
  timeoutMs?: number;
  cases: Cases;
}

/** What a stage declares to keep or not to keep; both sides are tested. */
export interface Guaranteed {
  title: string;
  guarantee: string;
  timeoutMs?: number;
  /** What holds in any case. */
  always?: Cases;
  /** Where the guarantee holds. */
  holds: Cases;
  /** Where it does not: each case opens the gap, closes it, shows what it left, and the catching up. */
  gap: Readonly<Record<string, (shop: ShopUnderTest, open: () => Promise<Exposed>) => Promise<void>>>;
}

export type Cases = Readonly<Record<string, (shop: ShopUnderTest) => Promise<void>>>;

export const promised = <P extends Promised>(promise: P): P => promise;
