// Staff who read back what they wrote: where reads come from copies, some see what was before.
import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { checkOwnWrite } from './sessions/staff.ts';

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session(checkOwnWrite);
