// Buying from one merchant, with what follows an order.
import { openModel } from './parts/open-model.ts';
import { session } from './parts/session.ts';
import { order } from './sessions/order.ts';

export { handleSummary } from './parts/summary.ts';
export const options = openModel;

export default session(order);
