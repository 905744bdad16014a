import { onNode24 } from './setup/on-node24.mjs';

// Twenty kills of a node.
await onNode24('benchmarks/kills/run.ts');
