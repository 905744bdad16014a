import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Import, importsOf } from './imports-of.ts';
import { workspaceFolders } from './setup/workspace.mjs';

/**
 * The direction of imports: what the sources of each package may import of ours. Tests, labs and benchmarks may import any
 * package; a stage is named by no package and by no other stage.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  api: ['domain'],
  'ignite-client': [],
  services: ['domain'],
  checker: ['domain'],
  report: ['harness', 'checker', 'domain'],
  'postgres-shop': ['api', 'domain'],
  stages: ['postgres-shop', 'ignite-client', 'api', 'services', 'domain'],
  harness: ['checker', 'api', 'services', 'domain'],
  conformance: ['harness', 'api', 'services', 'domain'],
  cli: ['harness', 'report', 'checker', 'api', 'services', 'domain'],
  console: ['harness', 'report', 'checker', 'api', 'services', 'domain'],
};

/** What may be imported as types alone: a report reads results, and runs nothing of what made them. */
const ONLY_TYPES: Readonly<Record<string, readonly string[]>> = { report: ['harness'] };

/** A package of the workspace; its layer is told by where it lies: `stages`, `benchmarks`, or its folder's name in packages. */
interface Member {
  folder: string;
  name: string;
  layer: string;
}

interface Breach {
  file: string;
  line: number;
  why: string;
}

/** Every import that goes against the direction, in the workspace that lies at `root`. */
export function boundaryBreaches(root: string): Breach[] {
  const members = workspaceFolders(root).map((folder) => memberAt(root, folder));
  return members.flatMap((member) => {
    if (member.layer !== 'benchmarks' && ALLOWED[member.layer] === undefined) {
      return [
        {
          file: member.folder,
          line: 1,
          why: 'has no place in the direction of imports yet: give it one in scripts/boundaries.ts',
        },
      ];
    }
    return sourcesOf(root, member).flatMap((file) =>
      importsOf(file, readFileSync(join(root, file), 'utf8')).flatMap((imported) => {
        const why = objection(member, file, imported, targetOf(imported, file, members));
        return why === undefined ? [] : [{ file, line: imported.line, why: `imports ${imported.specifier}: ${why}` }];
      }),
    );
  });
}

function objection(from: Member, file: string, { specifier, isOfTypes }: Import, to: Member | undefined): string | undefined {
  const place = relative(from.folder, file).split(sep)[0] ?? '';
  if (from.layer === 'benchmarks' && place === 'workloads' && to !== from && !/^k6(\/|$)/.test(specifier)) {
    return 'k6 runs a workload, which imports only k6 and relative files of benchmarks';
  }
  const isSource = from.layer !== 'benchmarks' && place !== 'test' && place !== 'lab';
  if (from.layer === 'domain' && place === 'src' && isBuiltin(specifier))
    return 'domain runs in engines without the APIs of Node';
  if (to === undefined || to === from || from.layer === 'benchmarks') return undefined;
  if (to.layer === 'stages') {
    return from.layer === 'stages'
      ? 'stages never import each other'
      : 'no package names a stage; the harness finds them by where they lie';
  }
  if (isSource && ALLOWED[from.layer]?.includes(to.layer) !== true) return `${from.layer} may not import ${to.layer}`;
  if (isSource && !isOfTypes && ONLY_TYPES[from.layer]?.includes(to.layer)) {
    return `${from.layer} may import only types of ${to.layer}, by \`import type\``;
  }
  return undefined;
}

/** The package an import leads to, by its name or by a path; none where it is not ours. */
function targetOf({ specifier }: Import, file: string, members: readonly Member[]): Member | undefined {
  if (!specifier.startsWith('.')) return members.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  const path = relative('.', resolve(dirname(file), specifier));
  return members.find(({ folder }) => path.startsWith(folder + sep));
}

function memberAt(root: string, folder: string): Member {
  const { name }: { name: string } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const [first = '', second = ''] = folder.split(sep);
  return { folder, name, layer: first === 'packages' ? second : first };
}

function sourcesOf(root: string, { folder }: Member): string[] {
  return globSync(join(folder, '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'), { cwd: root, exclude: ['**/node_modules'] }).sort();
}

if (import.meta.main) {
  const breaches = boundaryBreaches(resolve(import.meta.dirname, '..'));
  for (const { file, line, why } of breaches) console.error(`${file}:${line} ${why}`);
  console.log(breaches.length === 0 ? 'every import goes the right way' : `${breaches.length} imports go the wrong way`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
