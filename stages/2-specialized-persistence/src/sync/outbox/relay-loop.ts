import { setTimeout as delay } from 'node:timers/promises';
import type { Relay } from './relay.ts';

const LONGEST_WAIT_MS = 1_000;

/** Hears how a relay fares. */
export interface RelayWatcher {
  /** So many changes were passed on; none where nothing waited. */
  passedOn(destination: string, changes: number): void;
  failed(destination: string, error: unknown): void;
}

/** Passes on until `stop`: at once while something waits, every `everyMs` where nothing does, and ever less often, up to once a second, while it fails. */
export async function passOn(relay: Relay, everyMs: number, watcher: RelayWatcher, stop: AbortSignal): Promise<void> {
  const { name } = relay.destination;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const changes = await relay.runOnce();
      watcher.passedOn(name, changes);
      failures = 0;
      if (changes > 0) continue;
    } catch (error) {
      watcher.failed(name, error);
      failures += 1;
    }
    const waitMs = failures === 0 ? everyMs : Math.min(LONGEST_WAIT_MS, everyMs * 2 ** failures);
    await delay(waitMs, undefined, { signal: stop }).catch(() => {});
  }
}
