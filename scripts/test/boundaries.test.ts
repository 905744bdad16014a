import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundaryBreaches } from '../boundaries.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n  - stages/*\n  - benchmarks\n');
  for (const name of ['domain', 'api', 'services', 'checker', 'harness', 'conformance', 'report', 'cli'])
    member(`packages/${name}`, name);
  member('stages/1-first', 'first');
  member('stages/2-second', 'second');
  member('benchmarks', 'benchmarks');
});

afterEach(() => rmSync(root, { recursive: true }));

describe('forbids', () => {
  const forbidden: [file: string, text: string][] = [
    ['packages/domain/src/a.ts', `import { x } from '@outgrow/services/x';`],
    ['packages/domain/src/a.ts', `import { readFileSync } from 'node:fs';`],
    ['packages/domain/src/a.ts', `import { readFileSync } from 'fs';`],
    ['packages/api/src/a.ts', `import type { X } from '@outgrow/services/x';`],
    ['packages/api/src/a.ts', `export * from '../../services/src/x.ts';`],
    ['packages/services/src/a.ts', `export type { X } from '@outgrow/harness/x';`],
    ['packages/harness/src/a.ts', `type X = import('@outgrow/report/x').X;`],
    ['packages/checker/src/a.ts', `import { x } from '@outgrow/api/x';`],
    ['packages/harness/src/a.ts', `const stage = await import('@outgrow/first/open');`],
    ['packages/harness/src/a.ts', 'const stage = await import(`../../../stages/1-first/stage.ts`);'],
    ['packages/harness/test/a.test.ts', `import stage from '@outgrow/first/open';`],
    ['packages/report/src/a.ts', `import { x } from '@outgrow/harness/x';`],
    ['packages/report/src/a.ts', `import { type X } from '@outgrow/harness/x';`],
    ['packages/report/src/a.ts', `export { x } from '@outgrow/harness/x';`],
    ['packages/report/src/a.ts', `export * from '@outgrow/harness/x';`],
    ['packages/report/src/a.ts', `const x = await import('@outgrow/harness/x');`],
    ['packages/cli/src/a.ts', `import { x } from '@outgrow/conformance/x';`],
    ['stages/1-first/src/a.ts', `import { x } from '@outgrow/harness/x';`],
    ['stages/1-first/stage.ts', `import { x } from '@outgrow/conformance/x';`],
    ['stages/2-second/test/a.test.ts', `import { x } from '@outgrow/first/x';`],
    ['stages/2-second/lab/a.ts', `import { x } from '../../1-first/src/x.ts';`],
    ['benchmarks/workloads/a.ts', `import { x } from '@outgrow/domain/x';`],
    ['benchmarks/workloads/a.ts', `import { x } from '../../packages/domain/src/x.ts';`],
  ];
  it.each(forbidden)('in %s: %s', (file, text) => {
    write(file, `// the second line\n${text}\n`);
    expect(boundaryBreaches(root)).toEqual([expect.objectContaining({ file, line: 2 })]);
  });

  it('a package that nobody has given a place', () => {
    member('packages/newcomer', 'newcomer');
    expect(boundaryBreaches(root)).toEqual([expect.objectContaining({ file: 'packages/newcomer' })]);
  });
});

describe('lets be', () => {
  const innocent: [file: string, text: string][] = [
    ['packages/domain/test/a.test.ts', `import { createContext } from 'node:vm';`],
    ['packages/domain/bundle.ts', `import { fileURLToPath } from 'node:url';`],
    ['packages/domain/src/a.ts', `import { x } from './x.ts';\nimport { y } from '@outgrow/domain/y';`],
    ['packages/domain/src/a.ts', `// import '@outgrow/api/x'\nexport const text = "import '@outgrow/api/x'";`],
    ['packages/api/test/a.test.ts', `import { x } from '@outgrow/harness/x';`],
    ['packages/harness/src/a.ts', `import { x } from '@outgrow/services/x';\nconst stage = await import(file);`],
    ['packages/cli/src/a.ts', `import { x } from '@outgrow/harness/x';`],
    ['packages/report/src/a.ts', `type X = import('@outgrow/harness/x').X;`],
    [
      'packages/report/src/a.ts',
      `import type { X } from '@outgrow/harness/x';\nexport type { Y } from '@outgrow/harness/x';\nexport type * from '@outgrow/harness/y';`,
    ],
    ['packages/report/test/a.test.ts', `import { x } from '@outgrow/harness/x';`],
    [
      'stages/1-first/src/a.ts',
      `import { x } from '@outgrow/api/x';\nimport express from 'express';\nimport { y } from 'node:fs';`,
    ],
    ['stages/1-first/test/a.test.ts', `import { x } from '@outgrow/conformance/x';\nimport stage from '../stage.ts';`],
    ['stages/2-second/lab/a.ts', `import { x } from '@outgrow/harness/x';`],
    ['benchmarks/experiments/1-x/experiment.ts', `import { x } from '@outgrow/conformance/x';`],
    ['benchmarks/workloads/a.ts', `import http from 'k6/http';\nimport { x } from '../zipf.ts';`],
    ['stages/1-first/node_modules/x/index.js', `import '@outgrow/second/x';`],
  ];
  it.each(innocent)('in %s: %s', (file, text) => {
    write(file, text);
    expect(boundaryBreaches(root)).toEqual([]);
  });
});

function member(folder: string, name: string): void {
  write(join(folder, 'package.json'), JSON.stringify({ name: `@outgrow/${name}` }));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
