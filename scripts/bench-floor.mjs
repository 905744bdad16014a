import { onNode24 } from './setup/on-node24.mjs';

// The floor benchmark.
await onNode24('benchmarks/floor/run.ts');
