import type { Product } from '@outgrow/domain/records';
import { asRecorded, type ProductShape } from '../../src/product-shape.ts';

/** What release 2 publishes: prices by region. The shop's own is `home`. */
interface Published extends Omit<Product, 'priceMinor' | 'currency'> {
  prices?: Readonly<Record<string, Pick<Product, 'priceMinor' | 'currency'>>>;
}

/** As release 2 has it. What has no prices per region it shows without a price: nobody thought of what release 1 had put there. */
export const regional: ProductShape = {
  publish: ({ priceMinor, currency, ...product }): Published => ({ ...product, prices: { home: { priceMinor, currency } } }),
  read(published) {
    const { prices, ...product } = published as Published;
    return { ...product, ...NO_PRICE, ...prices?.home } as Product;
  },
  priceFields: ['prices'],
  pricePath: 'prices.home.priceMinor',
  priceMapping: { prices: { properties: { home: { properties: asRecorded.priceMapping } } } },
};

const NO_PRICE = { priceMinor: undefined, currency: undefined };

const eitherRead: Pick<ProductShape, 'read' | 'priceFields'> = {
  read: (published) => ('prices' in published ? regional : asRecorded).read(published),
  priceFields: [...asRecorded.priceFields, ...regional.priceFields],
};

/** Release 1 as it has to be before anything of the new shape is put anywhere. */
export const recordedReadsBoth: ProductShape = { ...asRecorded, ...eitherRead };
/** Release 2 that has not forgotten what was before. */
export const regionalReadsBoth: ProductShape = { ...regional, ...eitherRead };

/** For an index that takes documents of either shape, and in which either release finds the price where it looks for it. */
export const recordedAmongBoth: ProductShape = {
  ...asRecorded,
  priceMapping: {
    ...asRecorded.priceMapping,
    priceMinor: { type: 'long', copy_to: regional.pricePath },
    prices: {
      properties: {
        home: { properties: { ...asRecorded.priceMapping, priceMinor: { type: 'long', copy_to: asRecorded.pricePath } } },
      },
    },
  },
};
