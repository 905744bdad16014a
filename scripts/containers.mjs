import { onNode24 } from './setup/on-node24.mjs';

// What CI runs in containers.
await onNode24('scripts/containers/run.mjs');
