import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { createApp } from '@outgrow/api/create-app';
import { route } from '@outgrow/api/route';
import { pino } from 'pino';

// The app's own middleware around a handler that returns a constant: what a product read can reach at best.
const text = process.env.BODY ?? '';
const constant = route({
  name: 'constant',
  method: 'get',
  path: '/constant',
  roles: ['anonymous'],
  summary: 'The same body, always',
  reply: { status: 200, description: 'The body.' },
  handle: () => ({ text }),
});
const { app } = createApp({ shop: { systems: {} }, sessions: new EventEmitter() } as never, {
  sessionSecret: 'not used',
  log: pino({ level: 'silent' }),
  routes: [constant],
});
createServer(app).listen(Number(process.env.PORT), '127.0.0.1');
