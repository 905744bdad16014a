import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { imageIsThere } from './from-container.mjs';
import { Missing } from './missing.mjs';
import { isExecutable } from './on-path.mjs';
import { root, state } from './places.mjs';
import { say } from './say.mjs';

/**
 * @typedef {{ command: string[], version: string, from: 'path' | 'container' | 'pypi' | 'go' | 'maven', image?: string }} Found
 * @typedef {{ missing: string }} NotFound why, and how to get it
 * @typedef {(may: { fetch: boolean }) => Promise<Found | NotFound>} Way without leave to fetch, it takes only what is there
 * @typedef {{ ways: Way[], needed: boolean, howToGet: string, when?: 'asked' }} Tool the first way is PATH, or as quick;
 *   `asked`: fetched only for who names it, as in `npm run setup -- toxiproxy`, and needed from then on
 */

const folder = join(root, 'scripts/tools');
/** Where the harness reads how to call a tool. */
const file = join(state, 'tools.json');

/** Every tool there is, by the name of its file in scripts/tools. */
export function toolNames() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => basename(name, '.mjs'))
    .sort();
}

/**
 * Looks for every tool, each by its own ways in their order.
 * @param {readonly string[]} asked
 * @param {boolean} goesOn where a tool that was asked for, and that not everybody needs, cannot be had
 */
export async function findTools(asked, goesOn) {
  /** @type {Record<string, Found | NotFound>} */
  const found = {};
  for (const { name, tool } of await allTools()) found[name] = await find(name, tool, asked.includes(name), goesOn);
  writeFileSync(`${file}.new`, `${JSON.stringify(found, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Whether what was found is still there, and what was not found is still missing and not asked for.
 * @param {readonly string[]} asked
 */
export async function toolsAreThere(asked) {
  const known = read();
  for (const { name, tool } of await allTools()) {
    const entry = known[name];
    if (entry === undefined) return false;
    if ('missing' in entry) {
      if (asked.includes(name)) return false;
      const now = await tool.ways[0]?.({ fetch: false });
      if (now !== undefined && 'command' in now) return false;
    } else if (!isThere(entry)) return false;
  }
  return true;
}

/**
 * @param {string} name
 * @param {Tool} tool
 * @param {boolean} asked
 * @param {boolean} goesOn without what was asked for, where it cannot be had
 * @returns {Promise<Found | NotFound>}
 */
export async function find(name, { ways, needed, howToGet, when }, asked, goesOn = false) {
  const fetch = when !== 'asked' || asked;
  const reasons = [];
  for (const way of ways) {
    const result = await way({ fetch });
    if ('command' in result) {
      say(`${name} ${result.version}, from ${result.from}: ${result.command.join(' ')}`);
      return result;
    }
    reasons.push(result.missing);
  }
  if (!fetch) return { missing: `${name} is missing: \`npm run setup -- ${name}\` gets it` };
  const missing = `${name} is missing (${reasons.join('; ')}): ${howToGet}`;
  if (needed || (asked && !goesOn)) throw new Missing(missing);
  say(missing);
  return { missing };
}

async function allTools() {
  return Promise.all(
    toolNames().map(async (name) => {
      /** @type {{ default: Tool }} */
      const module = await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
      return { name, tool: module.default };
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
