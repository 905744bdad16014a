import { orOneLine } from './setup/missing.mjs';
import { setUp } from './setup/set-up.mjs';

// What follows `npm run setup --` are tools to fetch that not everybody needs.
await orOneLine(async () => {
  await setUp(process.argv.slice(2), { again: true });
  return 0;
});
