import { onNode24 } from './setup/on-node24.mjs';

// Our client of Ignite beside Java's.
await onNode24('benchmarks/client/run.ts');
