import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folders of the workspace's packages, from its own declaration: `folder` or `folder/*`, one a line.
 * @param {string} root
 */
export function workspaceFolders(root) {
  const declared = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const [, list = ''] = /^packages:\n((?: +- .+\n?)+)/m.exec(declared) ?? [];
  return [...list.matchAll(/- +["']?([^"'\s]+)/g)]
    .flatMap(([, entry = '']) => (entry.endsWith('/*') ? inside(root, entry.slice(0, -2)) : [entry]))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();
}

/**
 * @param {string} root
 * @param {string} parent
 */
function inside(root, parent) {
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent)).map((name) => join(parent, name));
}
