import { onNode24 } from './setup/on-node24.mjs';

// The `outgrow` command.
await onNode24('packages/cli/src/main.ts');
