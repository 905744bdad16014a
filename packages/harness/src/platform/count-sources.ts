import { globSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';
import { root } from '../places.ts';
import { linesOfCode } from './lines-of-code.ts';
import { mavenLibraries } from './maven-libraries.ts';

/** Lines on which something other than a comment stands. */
export interface CountedLines {
  /** There only to keep copies in step: src/sync, and the Java package `store`, a database behind the server, whether or not the topology has one. */
  synchronisation: number;
  /** Schemas, clients of ours, what runs a server of ours, and what wires the stage up: the .ts files beside its src. */
  infrastructure: number;
  /** All else in src. */
  feature: number;
  /** The shop itself, its rules and its HTTP: the same for every stage, and in none of the other figures. */
  shared: number;
}

/**
 * What lies in a stage's folder, and in the packages of the workspace that it depends on, directly or through others. The shop, its
 * HTTP and the servers as objects are what every stage has, and count for none.
 */
export function countSources(
  folder: string,
  packagesFolder = resolve(root, 'packages'),
): { libraries: string[]; lines: CountedLines } {
  const packages = packagesIn(packagesFolder);
  const own = withDependencies(packageAt(folder), packages);
  const parts = own.map(linesIn);
  const shared = SHOP.flatMap((name) => packages.get(name) ?? []).map(linesIn);
  const sum = (part: Part): number => parts.reduce((total, lines) => total + lines[part], 0);
  return {
    libraries: [...new Set(own.flatMap(({ libraries }) => libraries))].sort(),
    lines: {
      synchronisation: sum('synchronisation'),
      infrastructure: sum('infrastructure'),
      feature: sum('feature'),
      shared: shared.flatMap((lines) => Object.values(lines)).reduce((total, count) => total + count, 0),
    },
  };
}

type Part = Exclude<keyof CountedLines, 'shared'>;

const SHOP = ['@outgrow/domain', '@outgrow/api'];
const OF_EVERY_STAGE = new Set([...SHOP, '@outgrow/services']);

interface Package {
  folder: string;
  name: string;
  /** The names of packages of the workspace. */
  workspace: string[];
  libraries: string[];
}

function packageAt(folder: string): Package {
  const { name, dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const all = Object.entries({ ...dependencies, ...optionalDependencies } as Record<string, string>);
  const namesWhere = (isWorkspace: boolean) =>
    all.filter(([, version]) => version.startsWith('workspace:') === isWorkspace).map(([dependency]) => dependency);
  return { folder, name, workspace: namesWhere(true), libraries: [...namesWhere(false), ...mavenLibraries(folder)] };
}

function packagesIn(folder: string): Map<string, Package> {
  const folders = readdirSync(folder).filter((name) => globSync('package.json', { cwd: join(folder, name) }).length > 0);
  return new Map(folders.map((name) => packageAt(join(folder, name))).map((one) => [one.name, one]));
}

function withDependencies(first: Package, packages: ReadonlyMap<string, Package>): Package[] {
  const found = [first];
  for (const { name: dependent, workspace } of found) {
    for (const name of workspace) {
      if (OF_EVERY_STAGE.has(name) || found.some((one) => one.name === name)) continue;
      const one = packages.get(name);
      if (!one) throw new Error(`${dependent} depends on ${name}, which lies in no folder of packages`);
      found.push(one);
    }
  }
  return found;
}

function linesIn({ folder, name }: Package): Record<Part, number> {
  // A client stands for the library that others would have taken from elsewhere: no feature of the shop is in it.
  const isClient = name.endsWith('-client');
  const lines: Record<Part, number> = { synchronisation: 0, infrastructure: 0, feature: 0 };
  for (const file of globSync('**/*.{ts,sql,java}', { cwd: folder, exclude: ['**/node_modules'] })) {
    const part = partOf(file.split(sep), isClient);
    if (part) lines[part] += linesOfCode(file, readFileSync(join(folder, file), 'utf8'));
  }
  return lines;
}

/** Tests, labs, what only measures and whatever lies elsewhere are no part of what runs. */
function partOf(path: readonly string[], isClient: boolean): Part | undefined {
  const [first, second] = path;
  const kind = extname(path.at(-1) ?? '');
  if (path.length === 1) return kind === '.ts' && first !== 'measures.ts' ? 'infrastructure' : undefined;
  if (first === 'schema') return kind === '.sql' ? 'infrastructure' : undefined;
  if (first !== 'src' || kind === '.sql') return undefined;
  if (kind === '.java') return partOfJava(path);
  if (second === 'sync' && path.length > 2) return 'synchronisation';
  return isClient ? 'infrastructure' : 'feature';
}

/** By its package, the folder it lies in: `node` runs the server, `store` keeps a database behind it in step, `measure` measures. */
function partOfJava(path: readonly string[]): Part | undefined {
  const name = path.at(-2);
  if (path.includes('test') || name === 'measure') return undefined;
  if (name === 'store') return 'synchronisation';
  return name === 'node' ? 'infrastructure' : 'feature';
}
