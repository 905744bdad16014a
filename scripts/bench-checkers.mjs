import { onNode24 } from './setup/on-node24.mjs';

// How the checkers scale.
await onNode24('benchmarks/checkers/scaling.ts');
