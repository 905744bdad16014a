import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isExecutable, onPath } from './on-path.mjs';
import { isOlder } from './version.mjs';

/** Where systems and installers put one JDK beside the other. */
const FOLDERS = [
  '/usr/lib/jvm',
  '/usr/java',
  '/opt/java',
  '/opt/jdk',
  join(homedir(), '.sdkman/candidates/java'),
  join(homedir(), '.jdks'),
  '/Library/Java/JavaVirtualMachines',
  join(homedir(), 'Library/Java/JavaVirtualMachines'),
  '/opt/homebrew/opt',
  '/usr/local/opt',
];

/**
 * The home of a JDK, with its compiler: the one of JAVA_HOME or PATH if that is new enough, else the newest that is found.
 * @param {number} atLeast
 */
export function findJdk(atLeast) {
  const javac = onPath('javac');
  const chosen = [process.env.JAVA_HOME ?? '', javac === undefined ? '' : dirname(dirname(realpathSync(javac)))];
  const found = FOLDERS.flatMap(jdksIn).sort((a, b) => (isOlder(versionOf(a), versionOf(b)) ? 1 : -1));
  return [...chosen, ...found].find((home) => !isOlder(versionOf(home), String(atLeast)));
}

/** @param {string} folder */
function jdksIn(folder) {
  const inside = ['', 'Contents/Home', 'libexec/openjdk.jdk/Contents/Home'];
  return namesIn(folder).flatMap((name) => inside.map((place) => join(folder, name, place)));
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * 0 where there is no JDK. Read from a file, as asking java takes a moment for each.
 * @param {string} home
 */
function versionOf(home) {
  if (home === '' || !isExecutable(join(home, 'bin/javac'))) return '0';
  try {
    return /^JAVA_VERSION="([\d.]+)/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1] ?? '0';
  } catch {
    return '0';
  }
}
