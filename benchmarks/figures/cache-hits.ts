import type { Trial } from '@outgrow/harness/experiment-result';
import { meanOverApps } from './trial-figures.ts';

/** Whether the app instances have one cache between them, in a server of its own. */
export const sharesCache = (trials: readonly Trial[]): boolean =>
  trials.some(({ servers }) => servers.some(({ kind }) => kind === 'redis'));

/** The share of product reads that the caches of the app instances answered. */
export function cacheHitRate(trial: Trial): number {
  const [hits, misses] = [cacheReads(trial, 'Hit'), cacheReads(trial, 'Miss')];
  return hits / (hits + misses);
}

const cacheReads = (trial: Trial, result: 'Hit' | 'Miss'): number => meanOverApps(trial, `productCacheReads${result}PerSecond`);
