import type { Express, RequestHandler, Response } from 'express';
import express from 'express';
import { Registry } from 'prom-client';
import type { Limits, UnderWay } from './admission.ts';
import { admission } from './admission.ts';
import { identifier } from './identify.ts';
import type { Log } from './log.ts';
import { metricsIn } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import type { Opened } from './opened.ts';
import { performer } from './perform.ts';
import { Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { readinessOf } from './readiness.ts';
import type { Context, Route } from './route.ts';
import { routes as allRoutes } from './routes.ts';
import { sendProblem } from './send.ts';
import { sessionsIn } from './sessions.ts';
import { traceRequest } from './tracing.ts';

export interface AppOptions extends Partial<Limits> {
  sessionSecret: string;
  /** Whether the session cookie is for HTTPS only; a proxy before the app must then say X-Forwarded-Proto. */
  secureCookies?: boolean;
  /** SHA-256, hex, of the operator's key; without it nobody is an operator. */
  operatorKeyHash?: string | undefined;
  log: Log;
  /** Where the app's metrics are kept; a new one unless given. */
  registry?: Registry;
  /** Other routes than the shop's, behind all that the shop's stand behind: the floor to measure them against. */
  routes?: readonly Route[];
}

export interface App {
  app: Express;
  /** The number of requests under way, without those whose body is still coming. */
  inFlight(): number;
  /** From now on /readyz says 503 and each connection ends with its reply. */
  drain(): void;
}

/** The HTTP contract over a stage's ports. */
export function createApp({ shop, sessions: store, carts, staffKeys }: Opened, options: AppOptions): App {
  const { sessionSecret: secret, secureCookies: secure = false, operatorKeyHash, log, routes = allRoutes } = options;
  const { maxInFlight = 256, requestTimeoutMs = 5_000, registry = new Registry() } = options;
  const underWay: UnderWay = { count: 0, receiving: 0, draining: false };
  const sessions = sessionsIn(store, { secret, secure, log });
  const metrics = metricsIn(registry, () => underWay.count);
  let document: string | undefined;
  const context: Context = {
    shop,
    carts,
    staffKeys,
    sessions,
    metrics,
    readiness: readinessOf(shop, () => underWay.draining),
    document() {
      document ??= JSON.stringify(openApiDocument(routes));
      return document;
    },
    log,
  };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(admission({ maxInFlight, requestTimeoutMs }, metrics, underWay));
  if (traceRequest) app.use(traceRequest);
  const identify = identifier({ staffKeys, sessions, operatorKeyHash });
  for (const [path, atPath] of Map.groupBy(routes, (route) => route.path)) {
    const place = app.route(path);
    for (const route of atPath) place[route.method](performer(route, context, identify));
    place.all(otherMethod(atPath));
  }
  app.use((_req, res) => sendProblem(res, new Problem('no_such_route', 'There is nothing here; see /openapi.json.')));
  app.use((error: unknown, _req: unknown, res: Response, _next: unknown) => {
    if (res.headersSent) return;
    sendProblem(res, error instanceof URIError ? MALFORMED_PATH : problemOf(error, 'nothing', log));
  });

  return {
    app,
    inFlight: () => underWay.count,
    drain() {
      underWay.draining = true;
    },
  };
}

function otherMethod(atPath: readonly Route[]): RequestHandler {
  const methods = atPath.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  const Allow = [...methods, 'OPTIONS'].join(', ');
  return (req, res) => {
    if (req.method === 'OPTIONS') res.writeHead(204, { Allow }).end();
    else sendProblem(res, new Problem('method_not_allowed', `Here is ${Allow}, not ${req.method}.`, { headers: { Allow } }));
  };
}

const MALFORMED_PATH = new Problem('invalid_request', 'The path holds a % that is not followed by a byte of UTF-8 text.', {
  members: { errors: [{ path: 'path', message: 'is not percent-encoded UTF-8' }] },
});
