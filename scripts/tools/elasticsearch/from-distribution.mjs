import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, onPath } from '../../setup/on-path.mjs';
import { isOlder } from '../../setup/version.mjs';

/**
 * An unpacked official distribution, named by OUTGROW_ELASTICSEARCH_HOME or with its program on PATH. A system's package is none:
 * its program runs with the configuration in /etc, whatever it is told.
 * @param {string} atLeast
 * @returns {import('../../setup/tools.mjs').Way}
 */
export function fromDistribution(atLeast) {
  return async () => {
    const named = process.env.OUTGROW_ELASTICSEARCH_HOME;
    const program = named ? join(named, 'bin/elasticsearch') : onPath('elasticsearch');
    if (program === undefined) return { missing: 'no elasticsearch on PATH' };
    if (!isExecutable(program)) return { missing: `there is no ${program}` };
    const home = dirname(dirname(realpathSync(program)));
    const version = versionOf(home);
    if (version === undefined || !existsSync(join(home, 'config'))) return { missing: `${home} is no unpacked distribution` };
    if (isOlder(version, atLeast)) return { missing: `${program} is ${version}, older than ${atLeast}` };
    if (process.getuid?.() === 0 && existsSync(join(home, 'modules/x-pack-core')))
      return { missing: `${program} refuses to run as root` };
    return { command: [join(home, 'bin/elasticsearch')], version, from: 'path' };
  };
}

/**
 * Not asked of the program, which takes seconds to say it.
 * @param {string} home
 */
function versionOf(home) {
  const jars = existsSync(join(home, 'lib')) ? readdirSync(join(home, 'lib')) : [];
  return jars.flatMap((name) => /^elasticsearch-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1] ?? [])[0];
}
