import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { imageIsThere } from './from-container.mjs';
import { Missing } from './missing.mjs';
import { isExecutable } from './on-path.mjs';
import { root, state } from './places.mjs';
import { say } from './say.mjs';

/**
 * @typedef {{ command: string[], version: string, from: 'path' | 'container' | 'pypi' | 'go' | 'maven', image?: string,
 *   needs?: string[] }} Found `needs`: programs of others that it cannot do without
 * @typedef {{ missing: string }} NotFound why, and how to get it
 * @typedef {(Found | NotFound) & { named?: string }} Entry `named`: what the variable said that names the tool's place
 * @typedef {(may: { fetch: boolean }) => Promise<Found | NotFound>} Way without leave to fetch, it takes only what is there
 * @typedef {{ ways: Way[], needed: boolean, howToGet: string, when?: 'asked', namedBy?: string }} Tool
 *   `asked`: fetched only for who names it, as in `npm run setup -- toxiproxy`, and needed from then on;
 *   `namedBy`: the environment variable that names its place, where there is one
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
 * @param {{ goesOn: boolean, again: boolean }} how `goesOn` where a tool that was asked for, and that not everybody needs, cannot be
 *   had; `again`: what could not be fetched before is tried again, too
 */
export async function findTools(asked, { goesOn, again }) {
  const known = read();
  /** @type {Record<string, Entry>} */
  const found = {};
  for (const { name, tool } of await allTools()) {
    const isAsked = asked.includes(name);
    const gaveUp = !again && !tool.needed && 'missing' in (known[name] ?? {});
    const fetch = isAsked || (tool.when !== 'asked' && !gaveUp);
    const result = await find(name, tool, { asked: isAsked, goesOn, fetch });
    const named = placeNamedFor(tool);
    found[name] = { ...result, ...(named !== undefined && { named }) };
  }
  writeFileSync(`${file}.new`, `${JSON.stringify(found, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Whether what was found is still there, and what was not found is still missing and not to be fetched.
 * @param {readonly string[]} asked
 * @param {boolean} again whether what could not be fetched before is to be
 */
export async function toolsAreThere(asked, again = false) {
  const known = read();
  for (const { name, tool } of await allTools()) {
    const entry = known[name];
    if (entry === undefined || entry.named !== placeNamedFor(tool)) return false;
    if (!('missing' in entry)) {
      if (!isThere(entry)) return false;
    } else if (asked.includes(name) || (again && tool.when !== 'asked') || (await hasCome(tool))) return false;
  }
  return true;
}

/**
 * @param {string} name
 * @param {Tool} tool
 * @param {{ asked?: boolean, goesOn?: boolean, fetch?: boolean }} how `goesOn` without what was asked for, where it cannot be had;
 *   `fetch`: without that leave it takes only what is there
 * @returns {Promise<Found | NotFound>}
 */
export async function find(name, { ways, needed, howToGet }, { asked = false, goesOn = false, fetch = true }) {
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
  const missing = `${name} is missing (${reasons.join('; ')}): ${howToGet}; then \`npm run setup\` tries again`;
  if (needed || (asked && !goesOn)) throw new Missing(missing);
  say(missing);
  return { missing };
}

/**
 * Whether it can be had by now without being fetched.
 * @param {Tool} tool
 */
async function hasCome({ ways }) {
  for (const way of ways) if ('command' in (await way({ fetch: false }))) return true;
  return false;
}

/** @param {Tool} tool */
function placeNamedFor({ namedBy }) {
  return namedBy === undefined ? undefined : process.env[namedBy] || undefined;
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
function isThere({ command: [executable = ''], image, needs = [] }) {
  return [executable, ...needs].every(isExecutable) && (image === undefined || imageIsThere(executable, image));
}

/** @returns {Record<string, Entry>} */
function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
