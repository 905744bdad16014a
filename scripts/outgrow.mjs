import { onNode24 } from './setup/on-node24.mjs';

// The `outgrow` command. By docker compose everything runs in containers.
await onNode24('packages/cli/src/main.ts', { withTools: process.argv[2] !== 'compose' });
