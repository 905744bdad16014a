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

/** A description of which a passage is shown. */
export const LONG = `${'light for the evenings of a garden '.repeat(12)}red ${'and a warm glow '.repeat(12)}`;
/** What a search for red lamps finds, best match first. */
export const RED = [
  lamp({ sku: 'best', name: 'Red lamp, a lamp', description: 'Of red glass & <b>lead</b>', priceMinor: 999 }),
  lamp({ sku: 'odd', name: `A "lamp" \\ (RED) 🏮`, priceMinor: 1_000, categoryId: 'books' }),
  lamp({ sku: 'long', name: 'A lamp for all', description: LONG, priceMinor: 9_999, merchantId: 'm0002' }),
];
/** What it does not. */
export const OTHERS = [
  lamp({ sku: 'other', name: 'A lamp', priceMinor: 10_000 }),
  lamp({ sku: 'dear', name: 'A lamp', priceMinor: 1_000_000, categoryId: 'kitchen' }),
  lamp({ sku: 'none', name: 'A red ladle' }),
];
/** All alike, so that only merchant and sku tell their order. */
export const ALIKE = Array.from({ length: 23 }, (_, at) => lamp({ sku: `alike-${String(at).padStart(2, '0')}`, name: 'Quokka' }));

/** A market whose products are these. */
export function* marketOf(products: readonly Product[]): Iterable<AnyRecord> {
  for (const record of market({ seed: 'lamps', merchants: 2, products: 1, customers: 1, orders: 0 })) {
    if (record.kind !== 'product') yield record;
    else if (record.value.merchantId === 'm0001') for (const value of products) yield { kind: 'product', value };
  }
}
