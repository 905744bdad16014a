import type { Settings } from '@outgrow/api/opened';
import { count, oneOf } from '@outgrow/api/setting-values';

/** What may be set from the environment. Throws with the name and what it takes where a value is another. */
export const stageSettings = (settings: Settings) => ({
  connections: count(settings, 'POOL', 8),
  grid: {
    ttlMs: count(settings, 'CACHE_TTL_MS', 60_000),
    /** What a write does to the copies in the grid. */
    onWrite: oneOf(settings, 'CACHE_ON_WRITE', ['delete', 'write']),
    /** What keeps an old row from being put back by a read that was under way. */
    guard: oneOf(settings, 'CACHE_GUARD', ['version', 'lease', 'none']),
    /** Whether those who miss the same product at once load it together. */
    misses: oneOf(settings, 'CACHE_MISSES', ['together', 'alone']),
  },
});
