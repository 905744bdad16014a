import type { AnyRecord, Product } from '@outgrow/domain/records';
import { market } from '@outgrow/harness/market';

/** A product whose sku, words and price tell what it is there for. */
export const lamp = (some: Partial<Product> & { sku: string }): Product => ({
  merchantId: 'm0001',
  name: 'Lamp',
  description: '',
  categoryId: 'garden',
  priceMinor: 2_500,
  currency: 'EUR',
  taxBasisPoints: 1_900,
  stock: 5,
  received: 5,
  version: 1,
  ...some,
});

/** A market whose products are these. */
export function* marketOf(products: readonly Product[]): Iterable<AnyRecord> {
  for (const record of market({ seed: 'lamps', merchants: 2, products: 1, customers: 1, orders: 0 })) {
    if (record.kind !== 'product') yield record;
    else if (record.value.merchantId === 'm0001') for (const value of products) yield { kind: 'product', value };
  }
}
