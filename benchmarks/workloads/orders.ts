// Orders and nothing else, of products that do not run out: for what a shop can take, in a closed loop.
import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { orders } from './sessions/orders.ts';

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session(orders);
