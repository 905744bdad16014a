// Readers and writers of the same few products: each request goes to the next instance, so that the copies of one meet the writes of another.
import { closed, loadModel, phases } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { settings } from './parts/settings.ts';
import { readHot, writeHot } from './sessions/hot.ts';

export { handleSummary } from './parts/summary.ts';

const writing = (seconds: number) => ({ ...closed(settings.writers)(seconds), exec: 'write' });
export const options = {
  ...loadModel,
  scenarios: { ...loadModel.scenarios, ...(settings.writers > 0 && phases(writing, 'Writers')) },
};

export default session(readHot, 'request');
export const write = session(writeHot, 'session');
