import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { countSources } from '../src/platform/count-sources.ts';
import { linesOfCode } from '../src/platform/lines-of-code.ts';

describe('a line of code', () => {
  test.for([
    ['is no blank and no comment', '\n// a reason\n  \n/* and\n   another */\nconst a = 1;\n', 1],
    ['counts where a comment follows it, or is followed by it', 'f(); // why\n/* why */ g();\n/* a\n*/ h();\n', 3],
    ['counts once for each it is broken into', 'f(\n  1, // one\n\n  2,\n);\n', 4],
    ['holds what only looks like a comment in a text', 'const a = \'// no\';\nconst b = "/* no";\nconst c = 1;\n', 3],
    ['holds what only looks like a comment in a template', 'const a = `\n// no\n/* no $' + '{/* yes */ 1}\n\n*/`;\n', 4],
    ['holds what only looks like a comment in an expression', 'const a = /[/*]/;\nconst b = 1; // */\n', 2],
    ['is found after a character of two units', "const a = '🛒🛒🛒🛒'; // 🛒\n// 🛒\nconst b = 1;\n", 2],
    ['ends in either way', 'f();\r\n\r\n// why\r\ng();\r\n', 2],
  ] as const)('of TypeScript %s', ([, source, count]) => {
    expect(linesOfCode('a.ts', source)).toBe(count);
  });

  test('of TypeScript that cannot be read is told, with its file', () => {
    expect(() => linesOfCode('broken.ts', 'const = ;')).toThrow(/^broken\.ts cannot be parsed: /);
  });

  test.for([
    ['is no blank and no comment', '// a reason\n\n/** and\n * another */\nclass A {}\n', 1],
    ['counts where a comment stands beside it', 'f(); // why\n/* why */ g();\n/* a\n*/ h();\n', 3],
    ['holds what only looks like a comment in a text', 'var a = "// \\"no";\nvar b = "/* no";\nvar c = 1;\n', 3],
    ['holds what only looks like a comment in a block of text', 'var a = """\n// no "\n/* no\n\n*/""";\n', 4],
    ['is found after a quote that is a character', "var a = '\"'; // why\n// why\nvar b = '\\'';\n", 2],
    ['is none after a comment without an end', 'f();\n/* and\nso on', 1],
  ] as const)('of Java %s', ([, source, count]) => {
    expect(linesOfCode('A.java', source)).toBe(count);
  });

  test.for([
    ['is no blank and no comment', '-- a reason\n\n/* and\n another */\nSELECT 1;\n', 1],
    ['counts where a comment stands beside it', 'SELECT 1; -- why\n/* why */ SELECT 2;\n', 2],
    ['holds what only looks like a comment in a text', "SELECT '-- no',\n'it''s /* no',\n1;\n", 3],
    ['holds what only looks like a comment in a name', 'SELECT "-- no", "/*"\nFROM a;\n', 2],
    ['is not what stands in a comment within a comment', '/* a /* b */\nstill */ SELECT 1;\n', 1],
    ['of a function is one as well', "CREATE FUNCTION f() AS $$\nBEGIN\n  -- it's why\n  RETURN 1;\nEND\n$$;\n", 5],
    ['is none after a comment without an end', 'SELECT 1;\n/* and\nso on', 1],
  ] as const)('of SQL %s', ([, source, count]) => {
    expect(linesOfCode('a.sql', source)).toBe(count);
  });
});

describe('a stage', () => {
  const root = mkdtempSync(join(tmpdir(), 'outgrow-counted-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const counted = () => countSources(join(root, 'stages/9-made-up'), join(root, 'packages'));
  const packageOf = (name: string, dependencies: Record<string, string>, devDependencies = {}) =>
    JSON.stringify({ name, dependencies, devDependencies });
  const shared = { '@outgrow/api': 'workspace:*', '@outgrow/domain': 'workspace:*', '@outgrow/services': 'workspace:*' };
  const own = { ...shared, '@outgrow/a-shop': 'workspace:*', ioredis: '5', pg: '8' };
  const lines = (count: number) => 'f();\n// why\n'.repeat(count);

  beforeEach(() => {
    rmSync(root, { recursive: true });
    put('packages/domain/package.json', packageOf('@outgrow/domain', { esbuild: '1' }));
    put('packages/domain/src/rules.ts', lines(100));
    put('packages/api/package.json', packageOf('@outgrow/api', { express: '5' }));
    put('packages/api/src/serve.ts', lines(10));
    put('packages/api/test/serve.test.ts', lines(1_000));
    put('packages/services/package.json', packageOf('@outgrow/services', { testcontainers: '1' }));
    put('packages/services/src/redis.ts', lines(1_000));
    put('packages/a-shop/package.json', packageOf('@outgrow/a-shop', { ...shared, pg: '8', '@outgrow/a-wire': 'workspace:*' }));
    put('packages/a-shop/src/reads.ts', lines(20));
    put('packages/a-shop/schema/001.sql', 'SELECT 1;\n-- why\n'.repeat(3));
    put('packages/a-wire/package.json', packageOf('@outgrow/a-wire', { 'pg-protocol': '1', '@outgrow/a-shop': 'workspace:*' }));
    put('packages/a-wire/src/wire.ts', lines(2));
    put('packages/not-used/package.json', packageOf('@outgrow/not-used', { left: '1' }));
    put('packages/not-used/src/left.ts', lines(1_000));
    put('stages/9-made-up/package.json', packageOf('@outgrow/made-up', own, { vitest: '5' }));
    put('stages/9-made-up/stage.ts', lines(5));
    put('stages/9-made-up/main.ts', lines(1));
    put('stages/9-made-up/schema/later/002.sql', 'SELECT 1;\n');
    put('stages/9-made-up/src/open.ts', lines(4));
    put('stages/9-made-up/src/grid/reads.ts', lines(3));
    put('stages/9-made-up/src/sync.ts', lines(1));
    put('stages/9-made-up/test/some.test.ts', lines(1_000));
    put('stages/9-made-up/lab/some.ts', lines(1_000));
    put('stages/9-made-up/README.md', lines(1_000));
    put('stages/9-made-up/node_modules/pg/src/pg.ts', lines(1_000));
  });

  test('is counted with the packages it brings along, without tests, labs and what every stage shares', () => {
    expect(counted().lines).toEqual({
      synchronisation: 0,
      infrastructure: 5 + 1 + 1 + 3,
      feature: 4 + 3 + 1 + 20 + 2,
      shared: 110,
    });
  });

  test('has the libraries of all of these, each once, and not those of its tests', () => {
    expect(counted().libraries).toEqual(['ioredis', 'pg', 'pg-protocol']);
  });

  test('has a line of synchronisation more with each that is put in src/sync', () => {
    const { feature } = counted().lines;
    put('stages/9-made-up/src/sync/deeper/telling.ts', lines(1));
    expect(counted().lines).toMatchObject({ synchronisation: 1, feature });
    put('packages/a-shop/src/sync/telling.ts', lines(2));
    expect(counted().lines).toMatchObject({ synchronisation: 3, feature });
  });

  test('has what runs in a server by its Java package: the server is infrastructure, a store is synchronisation, what measures is none', () => {
    const before = counted().lines;
    const java = 'stages/9-made-up/src/engine/node/src/main/java/outgrow';
    put(`${java}/node/Main.java`, lines(7));
    put(`${java}/shop/Execute.java`, lines(11));
    put(`${java}/store/Following.java`, lines(5));
    put(`${java}/measure/InNode.java`, lines(1_000));
    put('stages/9-made-up/src/engine/node/src/test/java/outgrow/shop/ExecuteTest.java', lines(1_000));
    put('stages/9-made-up/measures.ts', lines(1_000));
    put('stages/9-made-up/measures/in-node.ts', lines(1_000));
    expect(counted().lines).toEqual({
      ...before,
      synchronisation: before.synchronisation + 5,
      infrastructure: before.infrastructure + 7,
      feature: before.feature + 11,
    });
  });

  test('has the libraries of its Maven modules too, and not those of their tests', () => {
    const dependency = (artifact: string, more = '') =>
      `<dependency><groupId>org.engine</groupId>\n<artifactId>${artifact}</artifactId>${more}</dependency>`;
    const left = `<!-- ${dependency('left-out')} -->`;
    const all = [dependency('core'), dependency('trial', '<scope>test</scope>'), left].join('\n');
    put('stages/9-made-up/src/engine/node/pom.xml', `<project><dependencies>${all}</dependencies></project>`);
    expect(counted().libraries).toEqual(['ioredis', 'org.engine:core', 'pg', 'pg-protocol']);
  });

  test('has a client of ours as infrastructure', () => {
    const before = counted().lines;
    put('packages/a-client/package.json', packageOf('@outgrow/a-client', {}));
    put('packages/a-client/src/connection.ts', lines(13));
    put('stages/9-made-up/package.json', packageOf('@outgrow/made-up', { ...own, '@outgrow/a-client': 'workspace:*' }));
    expect(counted().lines).toEqual({ ...before, infrastructure: before.infrastructure + 13 });
  });

  test('that depends on a package that is not there says so', () => {
    put('stages/9-made-up/package.json', packageOf('@outgrow/made-up', { '@outgrow/gone': 'workspace:*' }));
    expect(counted).toThrow('@outgrow/made-up depends on @outgrow/gone, which lies in no folder of packages');
  });
});
