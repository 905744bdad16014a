import { readFileSync } from 'node:fs';
import { MissingTool } from './missing-tool.ts';

/** Written by scripts/setup/tools.mjs. */
const TOOLS_FILE = new URL('../../../.outgrow/tools.json', import.meta.url);

/** The program of a tool that set-up found on this machine, or has fetched. */
export function nativeTool(name: string, file: URL | string = TOOLS_FILE): string {
  const { command: [program] = [], from } = entryOf(name, file);
  if (program === undefined || from === 'container')
    throw new MissingTool(`${name} is missing: \`npm run setup -- ${name}\` gets it.`);
  return program;
}

function entryOf(name: string, file: URL | string): { command?: readonly string[]; from?: string } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))[name] ?? {};
  } catch {
    return {}; // No set-up was run.
  }
}
