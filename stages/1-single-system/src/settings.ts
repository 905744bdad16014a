import type { Settings } from '@outgrow/api/opened';

/** What may be set from the environment. Throws with the name and what it takes where a value is not a whole number above 0. */
export const stageSettings = (settings: Settings) => ({
  connections: count(settings, 'POOL', 8),
  cachedProducts: count(settings, 'CACHE_PRODUCTS', 10_000),
  cacheTtlMs: count(settings, 'CACHE_TTL_MS', 5_000),
});

function count(settings: Settings, name: string, otherwise: number): number {
  const text = settings[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is ${text}; it takes a whole number above 0`);
  return value;
}
