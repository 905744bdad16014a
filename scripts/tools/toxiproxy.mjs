import { fromContainer } from '../setup/from-container.mjs';
import { fromGo } from '../setup/from-go.mjs';
import { fromPath } from '../setup/from-path.mjs';

const VERSION = '2.12.0';
const MODULE = 'github.com/Shopify/toxiproxy/v2';

/** Toxiproxy cuts, slows and resets links. Few experiments need it, and building it takes longer than all the rest. */
/** @type {import('../setup/tools.mjs').Tool} */
export default {
  ways: [
    fromPath('toxiproxy-server', ['-version'], '2.5.0'),
    fromGo('toxiproxy-server', VERSION, `${MODULE}/cmd/server`, `${MODULE}.Version`),
    fromContainer(`ghcr.io/shopify/toxiproxy:${VERSION}`, ['-version']),
  ],
  needed: false,
  when: 'asked',
  howToGet: 'install Go, or put a toxiproxy-server of 2.5 or later on PATH',
};
