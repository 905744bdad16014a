// Buying from several merchants at once: every command crosses partitions.
import { openModel } from './parts/open-model.ts';
import { session } from './parts/session.ts';
import { basket } from './sessions/basket.ts';

export { handleSummary } from './parts/summary.ts';
export const options = openModel;

export default session(basket);
