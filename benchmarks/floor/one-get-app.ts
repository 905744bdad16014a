import { route } from '@outgrow/api/route';
import { Redis } from 'ioredis';
import { serveRoute } from './serve-route.ts';

// A handler that asks Redis for one value and parses it: what a product read from the grid can reach at best.
const { GRID_URL = '', KEY = '' } = process.env;
const redis = new Redis(GRID_URL);
serveRoute(
  route({
    name: 'oneGet',
    method: 'get',
    path: '/one-get',
    roles: ['anonymous'],
    summary: 'The value in Redis',
    reply: { status: 200, description: 'The value.' },
    handle: async () => ({ body: JSON.parse((await redis.get(KEY)) ?? '') }),
  }),
);
