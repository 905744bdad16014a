import type { Settings } from '@outgrow/api/opened';
import type { CacheGuard } from './product-cache.ts';

/** What may be set from the environment. Throws with the name and what it takes where a value is another. */
export const stageSettings = (settings: Settings) => ({
  connections: count(settings, 'POOL', 8),
  cachedProducts: count(settings, 'CACHE_PRODUCTS', 10_000),
  cacheTtlMs: count(settings, 'CACHE_TTL_MS', 5_000),
  cacheGuard: guard(settings.CACHE_GUARD),
});

function count(settings: Settings, name: string, otherwise: number): number {
  const text = settings[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is ${text}; it takes a whole number above 0`);
  return value;
}

function guard(text: string | undefined): CacheGuard {
  if (text === undefined || text === '') return 'lease';
  if (text === 'lease' || text === 'none') return text;
  throw new Error(`CACHE_GUARD is ${text}; it takes lease or none`);
}
