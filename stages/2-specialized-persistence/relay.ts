import { serveRelay } from './src/sync/outbox/serve-relay.ts';

await serveRelay(process.env);
