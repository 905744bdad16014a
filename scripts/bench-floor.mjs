import { join } from 'node:path';
import { orOneLine } from './setup/missing.mjs';
import { node24, pathToNode24, root } from './setup/places.mjs';
import { runNode } from './setup/run.mjs';
import { setUp } from './setup/set-up.mjs';

// The floor benchmark: set up what it runs on, then run it on Node 24.
await orOneLine(async () => {
  await setUp();
  const run = join(root, 'benchmarks/floor/run.ts');
  return runNode([node24, run, ...process.argv.slice(2)], { env: { PATH: pathToNode24 } });
});
