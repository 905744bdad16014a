import { between } from '../parts/choice.ts';
import { read, readProduct } from '../parts/requests.ts';
import { searchWords, someProduct, type Visit } from '../parts/visit.ts';

/** Looks around: searches, opens some products, now and then their merchant. */
export function browse(visit: Visit): void {
  if (visit.next() < 0.4)
    read(visit, { name: 'search', path: `/v1/products?q=${encodeURIComponent(searchWords(visit))}&limit=10` });
  for (let left = between(visit.next, 2, 5); left > 0; left -= 1) {
    const product = someProduct(visit);
    readProduct(visit, product);
    if (visit.next() < 0.15) read(visit, { name: 'merchant', path: `/v1/merchants/${product.merchantId}` });
  }
}
