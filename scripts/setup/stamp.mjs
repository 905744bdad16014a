import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './places.mjs';
import { workspaceFolders } from './workspace.mjs';

/** Lies in node_modules, so that it goes when they go. */
const file = join(root, 'node_modules/.outgrow-set-up');

/**
 * What the set-up was made from. The Node that runs it is left out: npm puts the pinned Node first on PATH once it is there,
 * so the second run is by another than the first. The pinned one stands in package.json.
 */
export function stampNow() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const folders = workspaceFolders(root);
  const manifests = folders.map((folder) => join(folder, 'package.json'));
  const own = ['scripts/setup', 'scripts/tools'].flatMap(filesIn);
  // What a tool is compiled from, wherever it lies.
  const java = folders.flatMap((folder) => filesIn(join(folder, 'src'))).filter((path) => /(\.java|\/pom\.xml)$/.test(path));
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests, ...own.sort(), ...java.sort()]) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** @param {string} stamp */
export function isStamped(stamp) {
  try {
    return readFileSync(file, 'utf8') === stamp;
  } catch {
    return false;
  }
}

/** Taken away before anything is changed, so that an interrupted set-up is begun again. */
export function removeStamp() {
  rmSync(file, { force: true });
}

/** @param {string} stamp */
export function writeStamp(stamp) {
  writeFileSync(file, stamp);
}
