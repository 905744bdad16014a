import { readFile, writeFile } from 'node:fs/promises';
import { WANTS_EMPTY_STORE_CODE } from '@outgrow/api/schema-files';
import { urlsIn } from '@outgrow/api/settings';
import { CannotRun } from './cannot-run.ts';
import { seedWhereEmpty } from './seed.ts';
import { shopVariables } from './shop-variables.ts';

// The process `seed` of docker/: puts a market into the shop of the stage in whose folder it is run, where that is empty, and says
// on its output what a shell needs to go shopping. The stage's addresses are in the environment, as for its apps. SEEDED_FILE says that a
// market is whole, and of which seed: what an interruption left of one, and copies that were not made of it, look like a market too.

const { SHOP = '', OPERATOR_KEY = '', SEED = 'readme', SEEDED_FILE = 'seeded' } = process.env;

const count = (name: string, otherwise: number): number => {
  const text = process.env[name] || String(otherwise);
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new CannotRun(`${name} is ${text}; it takes a whole number`, 2);
};

try {
  const market = {
    seed: SEED,
    merchants: count('MERCHANTS', 20),
    products: count('PRODUCTS', 20),
    customers: count('CUSTOMERS', 100),
    orders: count('ORDERS', 500),
  };
  const seeded = await readFile(SEEDED_FILE, 'utf8').catch(() => undefined);
  if (seeded === undefined) {
    const records = await seedWhereEmpty(process.cwd(), urlsIn(process.env), market);
    if (records === undefined) {
      console.error('the shop holds a part of a market, as seeding it was interrupted: start with empty volumes');
      process.exit(WANTS_EMPTY_STORE_CODE);
    }
    await writeFile(SEEDED_FILE, SEED);
    console.error(`seeded ${records} records (seed ${SEED})`);
  } else {
    console.error(`it holds the market of seed ${seeded} already, which is left as it is`);
  }
  process.stdout.write(shopVariables({ shop: SHOP, operatorKey: OPERATOR_KEY, seed: seeded ?? SEED }));
  process.exit(0);
} catch (error) {
  console.error(`cannot seed: ${(error as Error).message}`);
  process.exit(error instanceof CannotRun ? error.exitCode : 1);
}
