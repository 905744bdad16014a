// Reads only: products by popularity, searches, merchants.
import { openModel } from './parts/open-model.ts';
import { session } from './parts/session.ts';
import { browse } from './sessions/browse.ts';

export { handleSummary } from './parts/summary.ts';
export const options = openModel;

export default session(browse);
