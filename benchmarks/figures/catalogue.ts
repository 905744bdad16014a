import { zipfShares } from './zipf-shares.ts';

/** The catalogue of the experiments with a cache: small enough that a load of seconds fills one. */
export const CATALOGUE = { merchants: 40, products: 50, customers: 100 } as const;
export const CATALOGUE_PRODUCTS = CATALOGUE.merchants * CATALOGUE.products;

/** How often each product is asked for by the workload `products`, the most popular first. */
export const popularity = zipfShares(CATALOGUE_PRODUCTS);
