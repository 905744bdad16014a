import { join } from 'node:path';
import { orOneLine } from './setup/missing.mjs';
import { node24, pathToNode24, root } from './setup/places.mjs';
import { runNode } from './setup/run.mjs';
import { setUp } from './setup/set-up.mjs';

// The `outgrow` command: set up what it runs on, then run it on Node 24, whichever Node this is.
await orOneLine(async () => {
  await setUp();
  const main = join(root, 'packages/cli/src/main.ts');
  return runNode([node24, main, ...process.argv.slice(2)], { env: { PATH: pathToNode24 } });
});
