import type { Settings } from '@outgrow/api/opened';
import { count } from '@outgrow/api/setting-values';

const LONGEST_MS = 3_600_000;

/** How often, in ms, up to an hour; 0 only where that means something. Throws with the name and what it takes. */
export function everyMs(settings: Settings, name: string, otherwise: number, { mayBe0 = false } = {}): number {
  if (mayBe0 && settings[name] === '0') return 0;
  const ms = count(settings, name, otherwise);
  if (ms > LONGEST_MS) throw new Error(`${name} is ${ms}; it takes at most ${LONGEST_MS}`);
  return ms;
}
