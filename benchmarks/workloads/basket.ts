// Buying from several merchants at once: every command crosses partitions.
import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { basket } from './sessions/basket.ts';

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session(basket);
