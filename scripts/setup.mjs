import { orOneLine } from './setup/missing.mjs';
import { setUp } from './setup/set-up.mjs';

await orOneLine(async () => {
  await setUp();
  return 0;
});
