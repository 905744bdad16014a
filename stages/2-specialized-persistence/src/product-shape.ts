import type { Product } from '@outgrow/domain/records';

/** How a product lies in the copies that the apps write and read whole: in the grid as JSON, in the index as a document. */
export interface ProductShape {
  publish(product: Product): object;
  /** What a reader makes of what was published, by whichever release; also of a part that holds the `priceFields`. */
  read(published: object): Product;
  /** The fields that hold price and currency. */
  readonly priceFields: readonly string[];
  /** The path of the price, for who counts by it. */
  readonly pricePath: string;
  /** The fields of the price and the currency as the index is told of them. */
  readonly priceMapping: Readonly<Record<string, object>>;
}

/** As the record is. */
export const asRecorded: ProductShape = {
  publish: (product) => product,
  read: (published) => published as Product,
  priceFields: ['priceMinor', 'currency'],
  pricePath: 'priceMinor',
  priceMapping: { priceMinor: { type: 'long' }, currency: { type: 'keyword', index: false, doc_values: false } },
};
