import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from './create-app.ts';

const DRAIN_TIMEOUT_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Stops accepting, and resolves when what was under way has ended, or after 10 s, to the number of requests that are left. */
export async function drained(server: Server, app: App, timeoutMs = DRAIN_TIMEOUT_MS): Promise<number> {
  const untilMs = performance.now() + timeoutMs;
  app.drain();
  const closed = once(server, 'close').then(() => true);
  server.close();
  let isClosed = false;
  while (performance.now() < untilMs && !(isClosed && app.inFlight() === 0)) {
    // A connection that was busy when the server closed becomes idle with its reply, and would be kept alive.
    server.closeIdleConnections();
    isClosed ||= await Promise.race([closed, delay(LOOK_EVERY_MS, false)]);
    if (isClosed && app.inFlight() > 0) await delay(LOOK_EVERY_MS);
  }
  server.closeAllConnections();
  return app.inFlight();
}
