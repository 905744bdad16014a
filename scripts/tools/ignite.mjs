import { fileURLToPath } from 'node:url';
import { fromMaven } from '../setup/from-maven.mjs';
import { builtFrom, keepClasses } from './ignite/build.mjs';

const VERSION = '2.17.0';
const SOURCES = fileURLToPath(new URL('../../stages/5-acceleration-database/src/ignite2/node', import.meta.url));

const OURS = fileURLToPath(new URL('ignite', import.meta.url));

/** A node of stage 5's cluster: Ignite, GraalJS and what is ours, as one program bin/ignite. */
/** @type {import('../setup/tools.mjs').Tool} */
export default {
  ways: [
    fromMaven('ignite', VERSION, {
      sources: SOURCES,
      tool: OURS,
      javaAtLeast: 17,
      build: builtFrom(SOURCES),
      finish: keepClasses,
    }),
  ],
  needed: false,
  howToGet: 'install JDK 17 or later and Maven',
};
