import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findJdk } from './jdk.mjs';
import { Missing, StepFailed } from './missing.mjs';
import { isExecutable, onPath } from './on-path.mjs';
import { fetched } from './places.mjs';
import { step } from './step.mjs';

/**
 * A server whose jars Maven fetches, with all that they need, into a folder of the project's. Maven's own settings count.
 * @param {string} name
 * @param {string} version
 * @param {object} how
 * @param {string} how.pom names the jars
 * @param {number} how.javaAtLeast of the JDK that builds and runs it
 * @param {(home: string, jdk: string) => Promise<void>} how.build makes of a folder with the jars in `lib` one with the program
 *   bin/`name`; refuses with Missing
 * @param {(home: string) => Promise<void>} [how.finish] what depends on where the folder lies in the end
 * @returns {import('./tools.mjs').Way}
 */
export function fromMaven(name, version, { pom, javaAtLeast, build, finish }) {
  return async ({ fetch }) => {
    const folder = join(fetched, `${name}-${version}`);
    const program = join(folder, 'bin', name);
    if (!isExecutable(program)) {
      if (!fetch) return { missing: `${name} ${version} is not fetched` };
      const jdk = findJdk(javaAtLeast);
      if (jdk === undefined) return { missing: `no JDK ${javaAtLeast} or later is found: install one, or name it in JAVA_HOME` };
      const mvn = onPath('mvn');
      if (mvn === undefined) return { missing: 'no mvn on PATH to fetch it with: `apt install maven`, or see maven.apache.org' };
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      try {
        await copyJars(`fetching ${name} ${version} by Maven`, mvn, pom, join(partial, 'lib'));
        await build(partial, jdk);
        rmSync(folder, { recursive: true, force: true });
        renameSync(partial, folder);
        await finish?.(folder);
      } catch (error) {
        if (!(error instanceof Missing) || (error instanceof StepFailed && error.wasStopped)) throw error;
        rmSync(folder, { recursive: true, force: true });
        return { missing: error.message };
      }
    }
    return { command: [program], version, from: 'maven' };
  };
}

/**
 * @param {string} what
 * @param {string} mvn
 * @param {string} pom
 * @param {string} folder
 */
function copyJars(what, mvn, pom, folder) {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  return step(what, [mvn, '--batch-mode', '--quiet', '--strict-checksums', '--file', pom, ...goal]);
}
