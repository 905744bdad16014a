import type { Trial } from '@outgrow/harness/experiment-result';
import { meanOverApps } from './trial-figures.ts';

/** The share of product reads that the caches of the app instances answered. */
export function cacheHitRate(trial: Trial): number {
  const [hits, misses] = [cacheReads(trial, 'Hit'), cacheReads(trial, 'Miss')];
  return hits / (hits + misses);
}

const cacheReads = (trial: Trial, result: 'Hit' | 'Miss'): number => meanOverApps(trial, `productCacheReads${result}PerSecond`);
