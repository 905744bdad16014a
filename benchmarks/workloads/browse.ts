// Reads only: products by popularity, searches, merchants.
import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { browse } from './sessions/browse.ts';

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session(browse);
