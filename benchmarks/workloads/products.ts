// Product reads and nothing else, by one Zipf law over the catalogue: what a cache of a given size can do.
import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { products } from './sessions/products.ts';

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session(products);
