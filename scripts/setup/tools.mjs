import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { imageIsThere } from './from-container.mjs';
import { Missing } from './missing.mjs';
import { isExecutable } from './on-path.mjs';
import { root, state } from './places.mjs';
import { say } from './say.mjs';

/**
 * @typedef {{ command: string[], version: string, from: 'path' | 'container' | 'pypi', image?: string }} Found
 * @typedef {{ missing: string }} NotFound why, and how to get it
 * @typedef {() => Promise<Found | NotFound>} Way
 * @typedef {{ ways: Way[], needed: boolean, howToGet: string }} Tool the first way is PATH, or as quick
 */

const folder = join(root, 'scripts/tools');
/** Where the harness reads how to call a tool. */
const file = join(state, 'tools.json');

/** Looks for every tool that lies in scripts/tools, each by its own ways in their order. */
export async function findTools() {
  /** @type {Record<string, Found | NotFound>} */
  const found = {};
  for (const { name, tool } of await allTools()) found[name] = await find(name, tool);
  writeFileSync(`${file}.new`, `${JSON.stringify(found, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Whether what was found is still there, and what was not found is still missing. */
export async function toolsAreThere() {
  const known = read();
  for (const { name, tool } of await allTools()) {
    const entry = known[name];
    if (entry === undefined) return false;
    if ('missing' in entry) {
      const now = await tool.ways[0]?.();
      if (now !== undefined && 'command' in now) return false;
    } else if (!isThere(entry)) return false;
  }
  return true;
}

/**
 * @param {string} name
 * @param {Tool} tool
 * @returns {Promise<Found | NotFound>}
 */
async function find(name, { ways, needed, howToGet }) {
  const reasons = [];
  for (const way of ways) {
    const result = await way();
    if ('command' in result) {
      say(`${name} ${result.version}, from ${result.from}: ${result.command.join(' ')}`);
      return result;
    }
    reasons.push(result.missing);
  }
  const missing = `${name} is missing (${reasons.join('; ')}): ${howToGet}`;
  if (needed) throw new Missing(missing);
  say(missing);
  return { missing };
}

async function allTools() {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .sort();
  return Promise.all(
    files.map(async (name) => {
      /** @type {{ default: Tool }} */
      const module = await import(pathToFileURL(join(folder, name)).href);
      return { name: basename(name, '.mjs'), tool: module.default };
    }),
  );
}

/** @param {Found} found */
function isThere({ command: [executable = ''], image }) {
  return isExecutable(executable) && (image === undefined || imageIsThere(executable, image));
}

/** @returns {Record<string, Found | NotFound>} */
function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
