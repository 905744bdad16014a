import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import type { Seen } from './keys.ts';

/**
 * `decide` for an engine that is spoken to in text: JSON in, JSON out, so that no object crosses its border. `sha256` is
 * the host's. The entry of the bundle.
 */
export const decideText = (command: string, seen: string, now: string, sha256: (text: string) => string): string =>
  JSON.stringify(decide(JSON.parse(command) as Command, JSON.parse(seen) as Seen, { now, sha256 }));
