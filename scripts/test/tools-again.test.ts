import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** Its second way finds bin/<name> of the project, its third fetches by making that file, for which the network must be there. */
const TOOL = (name: string, also: string) => `
  import { appendFileSync, existsSync } from 'node:fs';
  import { join } from 'node:path';
  import { isExecutable } from '../setup/on-path.mjs';
  import { root } from '../setup/places.mjs';
  const file = join(root, 'bin/${name}');
  const found = { command: [file], version: '1.0.0', from: 'path', needs: [join(root, 'bin/java')] };
  export default {
    ways: [
      async () => ({ missing: 'it is not on PATH' }),
      async () => (isExecutable(file) ? found : { missing: 'it is not in bin' }),
      async ({ fetch }) => {
        if (fetch) appendFileSync(join(root, 'tried'), '${name} ');
        return { missing: 'it cannot be fetched' };
      },
    ],
    needed: false,
    howToGet: 'have it',
    ${also}
  };
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tools-again-'));
  cpSync(fileURLToPath(new URL('../setup', import.meta.url)), join(root, 'scripts/setup'), { recursive: true });
  for (const folder of ['scripts/tools', 'bin', '.outgrow']) mkdirSync(join(root, folder));
  write('scripts/tools/saw.mjs', TOOL('saw', "namedBy: 'SAW_HOME'"));
  write('scripts/tools/drill.mjs', TOOL('drill', "when: 'asked'"));
  write('bin/java', '');
  write('tried', '');
  expect(findTools({ again: true })).toBe('saw ');
});

afterEach(() => rmSync(root, { recursive: true }));

it('leaves what could not be fetched until it is told to try again, and what is fetched for who asks until one does', () => {
  expect(toolsAreThere()).toBe(true);
  expect(toolsAreThere({ again: true })).toBe(false);
  expect(toolsAreThere({ asked: ['drill'] })).toBe(false);
  expect(findTools({ again: false })).toBe('saw ');
  expect(findTools({ again: true })).toBe('saw saw ');
  expect(findTools({ again: false, asked: ['drill'] })).toBe('saw saw drill ');
});

it('notices what has come since, whichever way it would be had', () => {
  write('bin/drill', '');
  expect(toolsAreThere()).toBe(false);
  findTools({ again: false });
  expect(known()).toMatchObject({ drill: { command: [join(root, 'bin/drill')] }, saw: { missing: expect.any(String) } });
  expect(toolsAreThere()).toBe(true);
});

it('notices what has gone, even what only the tool itself needs, and tries to have it again', () => {
  write('bin/saw', '');
  findTools({ again: false });
  expect(toolsAreThere()).toBe(true);
  rmSync(join(root, 'bin/java'));
  expect(toolsAreThere()).toBe(false);
  rmSync(join(root, 'bin/saw'));
  expect(findTools({ again: false })).toBe('saw saw ');
});

it('looks anew where the variable that names its place says something else', () => {
  expect(toolsAreThere({ env: { SAW_HOME: '/opt/saw' } })).toBe(false);
  findTools({ again: false, env: { SAW_HOME: '/opt/saw' } });
  expect(toolsAreThere({ env: { SAW_HOME: '/opt/saw' } })).toBe(true);
  expect(toolsAreThere()).toBe(false);
});

interface How {
  asked?: readonly string[];
  again?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** What was tried to be fetched by now. */
function findTools({ asked = [], again = false, env = {} }: How): string {
  inProject(`await findTools(${JSON.stringify(asked)}, { goesOn: true, again: ${again} })`, env);
  return readFileSync(join(root, 'tried'), 'utf8');
}

function toolsAreThere({ asked = [], again = false, env = {} }: How = {}): boolean {
  return inProject(`console.log(await toolsAreThere(${JSON.stringify(asked)}, ${again}))`, env) === 'true';
}

function inProject(work: string, env: NodeJS.ProcessEnv): string {
  const tools = pathToFileURL(join(root, 'scripts/setup/tools.mjs')).href;
  const program = `const { findTools, toolsAreThere } = await import(${JSON.stringify(tools)}); ${work}`;
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], options);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function known(): unknown {
  return JSON.parse(readFileSync(join(root, '.outgrow/tools.json'), 'utf8'));
}

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
  chmodSync(join(root, file), 0o755);
}
