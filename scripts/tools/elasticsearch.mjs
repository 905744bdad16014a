import { fileURLToPath } from 'node:url';
import { fromMaven } from '../setup/from-maven.mjs';
import { build, keepClasses } from './elasticsearch/build.mjs';
import { fromDistribution } from './elasticsearch/from-distribution.mjs';

const VERSION = '9.5.3';
const OURS = fileURLToPath(new URL('elasticsearch', import.meta.url));

/**
 * Elasticsearch, the same in shape whichever way: bin/elasticsearch in a home with a folder `config`. The jars are the server and its
 * HTTP module without what comes under Elastic's licence: no security, and no scripts, ingest pipelines or languages' analysers.
 */
/** @type {import('../setup/tools.mjs').Tool} */
export default {
  ways: [
    fromDistribution('9.0.0'),
    fromMaven('elasticsearch', VERSION, { sources: OURS, javaAtLeast: 21, build, finish: keepClasses }),
  ],
  namedBy: 'OUTGROW_ELASTICSEARCH_HOME',
  needed: false,
  howToGet: 'install JDK 21 or later and Maven, or set OUTGROW_ELASTICSEARCH_HOME to an unpacked Elasticsearch 9',
};
