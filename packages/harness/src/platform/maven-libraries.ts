import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the Maven modules in a folder depend on, tests apart, as `group:artifact`. */
export function mavenLibraries(folder: string): string[] {
  const files = globSync('src/**/pom.xml', { cwd: folder, exclude: ['**/node_modules'] });
  return files.flatMap((file) => librariesIn(readFileSync(join(folder, file), 'utf8')));
}

function librariesIn(pom: string): string[] {
  const text = pom.replace(/<!--.*?-->/gs, '');
  return [...text.matchAll(/<dependency>(.*?)<\/dependency>/gs)].flatMap(([, dependency = '']) => {
    const [group, artifact, scope] = ['groupId', 'artifactId', 'scope'].map((name) => textOf(dependency, name));
    return group === undefined || artifact === undefined || scope === 'test' ? [] : [`${group}:${artifact}`];
  });
}

const textOf = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>\\s*([^<\\s]+)\\s*</${name}>`).exec(text)?.[1];
