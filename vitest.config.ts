import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,stages}/*/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'benchmarks/**/test/**/*.test.ts',
      'stages/*/lab/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/results/**'],
    passWithNoTests: false,
    allowOnly: false,
    // Real servers start in hooks, and two files of them at a time fill two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
