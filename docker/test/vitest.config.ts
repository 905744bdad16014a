import { defineConfig } from 'vitest/config';

// One after the other: each fills two cores, and they share the engine.
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['docker/test/**/*.test.ts'],
    fileParallelism: false,
    hookTimeout: 120_000,
  },
});
