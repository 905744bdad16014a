import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { createApp } from './create-app.ts';
import { secretHash } from './credentials.ts';
import { drained } from './drained.ts';
import { httpServer } from './http-server.ts';
import { registry } from './metrics.ts';
import type { Open, Settings } from './opened.ts';
import { serveSettings, urlsIn } from './settings.ts';
import { startTracing } from './tracing.ts';

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Runs one app process: opens the stage, listens, says so in one line of its log (`"msg":"ready"`, with the `url`), and on
 * SIGTERM or SIGINT stops accepting, finishes what is under way and ends the process with code 0. A second signal kills it.
 */
export async function serve(open: Open, settings: Settings = process.env): Promise<void> {
  const { HOST, PORT, LOG_LEVEL, ...rest } = await orOneLine(() => serveSettings(settings));
  // Written at once: written behind, the last lines of an ending process come in any order or not at all.
  const log = pino({ level: LOG_LEVEL }, pino.destination({ sync: true }));
  const stopTracing = await startTracing(settings);
  const opened = await orOneLine(() => open(urlsIn(settings), settings));
  collectDefaultMetrics({ register: registry });

  if (!rest.SESSION_SECRET) log.warn('SESSION_SECRET is not set: other instances will not know the sessions of this one');
  if (!rest.OPERATOR_KEY) log.warn('OPERATOR_KEY is not set: nobody can be the operator');
  const app = createApp(opened, {
    sessionSecret: rest.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    secureCookies: rest.SESSION_COOKIE_SECURE,
    operatorKeyHash: rest.OPERATOR_KEY === undefined ? undefined : secretHash(rest.OPERATOR_KEY),
    requestTimeoutMs: rest.REQUEST_TIMEOUT_MS,
    maxInFlight: rest.MAX_IN_FLIGHT,
    registry,
    log,
  });

  const server = httpServer(app.app);
  server.listen(PORT, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  log.info({ url: `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}` }, 'ready');

  const signal = await toldToStop();
  log.info({ signal, inFlight: app.inFlight() }, 'draining');
  const left = await drained(server, app);
  if (left > 0) log.warn({ inFlight: left }, 'not all that was under way has ended in time');
  const closed = opened.shop.close().then(stopTracing);
  await Promise.race([closed.catch((error: unknown) => log.warn({ err: error }, 'closing failed')), delay(CLOSE_TIMEOUT_MS)]);
  log.info('stopped');
  // What a stage forgot to close, or what does not answer, must not keep the process.
  process.exit(0);
}

/** Who starts an app with a wrong setting is told so in a line, and not where in the code it was noticed. */
async function orOneLine<T>(begin: () => T | Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    console.error(`cannot start: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** Resolves at the first signal. From then on nobody waits, so that the second one kills the process. */
async function toldToStop(): Promise<string> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.any(['SIGTERM', 'SIGINT'].map(async (name) => once(process, name, { signal }).then(() => name)));
  } finally {
    waiting.abort();
  }
}
