import { route } from '@outgrow/api/route';
import { serveRoute } from './serve-route.ts';

// A handler that returns a constant: what a product read can reach at best.
const text = process.env.BODY ?? '';
serveRoute(
  route({
    name: 'constant',
    method: 'get',
    path: '/constant',
    roles: ['anonymous'],
    summary: 'The same body, always',
    reply: { status: 200, description: 'The body.' },
    handle: () => ({ text }),
  }),
);
