// Buying from one merchant, with what follows an order.
import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { order } from './sessions/order.ts';

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session(order);
