import { urlsIn } from '@outgrow/api/settings';
import { CannotRun } from './cannot-run.ts';
import { seedWhereEmpty } from './seed.ts';
import { shopVariables } from './shop-variables.ts';

// The process `seed` of docker/: puts a market into the shop of the stage in whose folder it is run, where that is empty, and says
// on its output what a shell needs to go shopping. The stage's addresses are in the environment, as for its apps.

const { SHOP = '', OPERATOR_KEY = '', SEED = 'readme' } = process.env;

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
  const records = await seedWhereEmpty(process.cwd(), urlsIn(process.env), market);
  console.error(
    records === undefined ? 'it holds a market already, which is left as it is' : `seeded ${records} records (seed ${SEED})`,
  );
  process.stdout.write(shopVariables({ shop: SHOP, operatorKey: OPERATOR_KEY, seed: SEED }));
  process.exit(0);
} catch (error) {
  console.error(`cannot seed: ${(error as Error).message}`);
  process.exit(error instanceof CannotRun ? error.exitCode : 1);
}
