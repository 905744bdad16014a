import { serveRelay } from './src/outbox/serve-relay.ts';

await serveRelay(process.env);
