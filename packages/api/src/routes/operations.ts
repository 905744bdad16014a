import * as replies from '../reply-schemas.ts';
import { route } from '../route.ts';

const SETTLE_TIMEOUT_MS = 60_000;

export const operationsRoutes = [
  route({
    name: 'settle',
    method: 'post',
    path: '/v1/ops/settle',
    roles: ['operator'],
    summary: "Wait until this instance's caches, queues and projections have caught up",
    reply: { status: 204, description: 'They have caught up with what was acknowledged before.' },
    // Catching up takes as long as there is to catch up with, not as long as a request may.
    timeoutMs: SETTLE_TIMEOUT_MS,
    async handle(_at, { shop }) {
      await shop.settle();
      return { status: 204 };
    },
  }),

  route({
    name: 'alive',
    method: 'get',
    path: '/healthz',
    roles: ['anonymous'],
    summary: 'Whether the process runs',
    reply: { status: 200, description: 'It runs.', schema: replies.alive },
    handle: () => ({ body: { status: 'alive' } }),
  }),

  route({
    name: 'ready',
    method: 'get',
    path: '/readyz',
    roles: ['anonymous'],
    summary: 'Whether each system it needs answers; 503 with the same content where one does not',
    reply: { status: 200, description: 'All answer.', schema: replies.readiness },
    async handle(_at, { readiness }) {
      const body = await readiness();
      return { status: body.ready ? 200 : 503, body };
    },
  }),

  route({
    name: 'metrics',
    method: 'get',
    path: '/metrics',
    roles: ['anonymous'],
    summary: 'Metrics in the text format of Prometheus',
    reply: { status: 200, description: 'The metrics.', mediaType: 'text/plain; version=0.0.4; charset=utf-8' },
    async handle(_at, { metrics }) {
      return { text: await metrics.registry.metrics() };
    },
  }),

  route({
    name: 'openApi',
    method: 'get',
    path: '/openapi.json',
    roles: ['anonymous'],
    summary: 'This contract, as OpenAPI 3.1',
    reply: { status: 200, description: 'The document.', mediaType: 'application/json' },
    handle: (_at, { document }) => ({ text: document() }),
  }),
];
