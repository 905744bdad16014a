import { setTimeout as delay } from 'node:timers/promises';
import { BATCH, type Relay } from './relay.ts';

const LONGEST_WAIT_MS = 1_000;

/** Hears how a relay fares. */
export interface RelayWatcher {
  /** So many changes were passed on; with `allBeforeMs` (of `performance.now()`) that is all that waited at that time. */
  passedOn(destination: string, changes: number, allBeforeMs?: number): void;
  /** Another relay passes on to it. */
  standsBy(destination: string): void;
  failed(destination: string, error: unknown): void;
}

/** Passes on until `stop`: at once while something waits, every `everyMs` where nothing does, and ever less often, up to once a second, while it fails. */
export async function passOn(relay: Relay, everyMs: number, watcher: RelayWatcher, stop: AbortSignal): Promise<void> {
  const { name } = relay.destination;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const startMs = performance.now();
      const changes = await relay.runOnce();
      failures = 0;
      if (changes === undefined) watcher.standsBy(name);
      else watcher.passedOn(name, changes, changes < BATCH ? startMs : undefined);
      if (changes) continue;
    } catch (error) {
      watcher.failed(name, error);
      failures += 1;
    }
    const waitMs = failures === 0 ? everyMs : Math.min(LONGEST_WAIT_MS, everyMs * 2 ** failures);
    await delay(waitMs, undefined, { signal: stop }).catch(() => {});
  }
}
