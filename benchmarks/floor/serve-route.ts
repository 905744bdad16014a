import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { createApp } from '@outgrow/api/create-app';
import type { Route } from '@outgrow/api/route';
import { pino } from 'pino';

/** The app's own middleware around one route, at PORT. */
export function serveRoute(route: Route): void {
  const { app } = createApp({ shop: { systems: {}, dispensable: {} }, sessions: new EventEmitter() } as never, {
    sessionSecret: 'not used',
    log: pino({ level: 'silent' }),
    routes: [route],
  });
  createServer(app).listen(Number(process.env.PORT), '127.0.0.1');
}
