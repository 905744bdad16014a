import { customerIdOf, merchantIdOf, skuOf } from './market/catalogue.ts';
import { customerSecret, staffSecret } from './market/secrets.ts';

/** What a shell needs to go shopping, as assignments, one a line. Without a seed there is no market, and nobody in it. */
export function shopVariables({ shop, operatorKey, seed }: { shop: string; operatorKey: string; seed?: string }): string {
  const [merchant, customer] = [merchantIdOf(0), customerIdOf(0)];
  const values: Record<string, string> = {
    SHOP: shop,
    OPERATOR_KEY: operatorKey,
    ...(seed !== undefined && {
      MERCHANT: merchant,
      SKU: skuOf(0),
      STAFF_KEY: staffSecret(seed, merchant),
      CUSTOMER: customer,
      CUSTOMER_SECRET: customerSecret(seed, customer),
    }),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
}
