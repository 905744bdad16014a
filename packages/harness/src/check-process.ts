import { urlsIn } from '@outgrow/api/settings';
import { breachesText, check, checkedLines } from './check.ts';
import { withShop } from './seed.ts';
import { settle } from './settle.ts';

// The process `check` of docker/: holds every record of the stage in whose folder it is run against the invariants, once the app has settled. The
// stage's addresses are in the environment, as for its apps; APP_URL is where one answers.

const { APP_URL = '', OPERATOR_KEY = '' } = process.env;

try {
  await settle([APP_URL], OPERATOR_KEY);
  const checked = await withShop({ folder: process.cwd() }, urlsIn(process.env), (shop) => check(shop));
  for (const line of checkedLines(checked)) console.log(line);
  if (checked.breachCount > 0) console.error(breachesText(checked));
  process.exit(checked.breachCount > 0 ? 1 : 0);
} catch (error) {
  console.error(`cannot check: ${(error as Error).message}`);
  process.exit(2);
}
