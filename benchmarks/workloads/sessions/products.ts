import { zipf } from '../parts/choice.ts';
import { readProduct } from '../parts/requests.ts';
import { settings } from '../parts/settings.ts';
import { productOfRank, type Visit } from '../parts/visit.ts';

/** Reads products by one law of popularity over the whole catalogue. */
export function products(visit: Visit): void {
  for (let left = settings.reads; left > 0; left -= 1) readProduct(visit, productOfRank(catalogueRank(visit.next())));
}

const catalogueRank = zipf(settings.merchants * settings.products, settings.zipfExponent);
