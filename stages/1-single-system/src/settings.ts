import type { Settings } from '@outgrow/api/opened';
import { count, oneOf } from '@outgrow/api/setting-values';

/** What may be set from the environment. Throws with the name and what it takes where a value is another. */
export const stageSettings = (settings: Settings) => ({
  connections: count(settings, 'POOL', 8),
  cachedProducts: count(settings, 'CACHE_PRODUCTS', 10_000),
  cacheTtlMs: count(settings, 'CACHE_TTL_MS', 5_000),
  cacheGuard: oneOf(settings, 'CACHE_GUARD', ['lease', 'none']),
});
