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
  const lines = (count: number) => 'f();\n// why\n'.repeat(count);

  beforeEach(() => {
    rmSync(root, { recursive: true });
    const shared = { '@outgrow/api': 'workspace:*', '@outgrow/domain': 'workspace:*', '@outgrow/services': 'workspace:*' };
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
    const own = { ...shared, '@outgrow/a-shop': 'workspace:*', ioredis: '5', pg: '8' };
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

  test('that depends on a package that is not there says so', () => {
    put('stages/9-made-up/package.json', packageOf('@outgrow/made-up', { '@outgrow/gone': 'workspace:*' }));
    expect(counted).toThrow('@outgrow/made-up depends on @outgrow/gone, which lies in no folder of packages');
  });
});
