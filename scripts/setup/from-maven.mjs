import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findJdk } from './jdk.mjs';
import { Missing, StepFailed } from './missing.mjs';
import { isExecutable, onPath } from './on-path.mjs';
import { fetched } from './places.mjs';
import { step } from './step.mjs';

/**
 * A server whose jars Maven fetches, with all that they need, into a folder of the project's. Maven's own settings count. The
 * folder's name tells the sources of ours that it was made from, so that a change of them makes another.
 * @param {string} name
 * @param {string} version
 * @param {object} how
 * @param {string} how.sources the folder of what is ours: pom.xml names the jars
 * @param {string} [how.tool] another one, of what makes a program of it
 * @param {number} how.javaAtLeast of the JDK that builds and runs it, which is then at `jdk`
 * @param {(home: string) => Promise<void>} how.build makes of a folder with the jars in `lib` one with the program
 *   bin/`name`; refuses with Missing
 * @param {(home: string) => Promise<void>} how.finish sees it start once, where the folder lies in the end
 * @returns {import('./tools.mjs').Way}
 */
export function fromMaven(name, version, { sources, tool, javaAtLeast, build, finish }) {
  return async ({ fetch }) => {
    const folder = join(fetched, `${name}-${version}-${hashOf(tool === undefined ? [sources] : [sources, tool])}`);
    const program = join(folder, 'bin', name);
    const java = join(folder, 'jdk/bin/java');
    const finished = join(folder, 'finished');
    // An upgrade of the system's may take away the JDK it was built with.
    if (!existsSync(finished) || ![program, java].every(isExecutable)) {
      if (!fetch) return { missing: `${name} ${version} is not fetched` };
      const jdk = findJdk(javaAtLeast);
      if (jdk === undefined) return { missing: `no JDK ${javaAtLeast} or later is found: install one, or name it in JAVA_HOME` };
      const mvn = onPath('mvn');
      if (mvn === undefined) return { missing: 'no mvn on PATH to fetch it with: `apt install maven`, or see maven.apache.org' };
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      try {
        const copying = copyJars(mvn, join(sources, 'pom.xml'), join(partial, 'lib'));
        // A mvn on PATH finds no java where that is not.
        await step(`fetching ${name} ${version} by Maven`, ['env', `JAVA_HOME=${jdk}`, ...copying]);
        symlinkSync(jdk, join(partial, 'jdk'));
        await build(partial);
        rmSync(folder, { recursive: true, force: true });
        renameSync(partial, folder);
        await finish(folder);
        writeFileSync(finished, '');
      } catch (error) {
        if (!(error instanceof Missing) || (error instanceof StepFailed && error.wasStopped)) throw error;
        for (const each of [partial, folder]) rmSync(each, { recursive: true, force: true });
        return { missing: error instanceof StepFailed ? `${error.what} failed, for the reason above` : error.message };
      }
    }
    return { command: [program], version, from: 'maven', needs: [java] };
  };
}

/**
 * @param {string} mvn
 * @param {string} pom
 * @param {string} folder
 */
function copyJars(mvn, pom, folder) {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  return [mvn, '--batch-mode', '--quiet', '--strict-checksums', '--file', pom, ...goal];
}

/** @param {readonly string[]} folders */
function hashOf(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort())
      hash.update(`\0${relative(folder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 8);
}
