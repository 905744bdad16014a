import { join } from 'node:path';
import { root, state } from '../setup/places.mjs';

const vitest = join(root, 'node_modules/vitest/vitest.mjs');

/**
 * @param {string} name
 * @param {number} timeoutMs all of them end within what `npm test` gives them
 * @param {string[]} args
 */
function step(name, timeoutMs, ...args) {
  const report = join(state, `vitest-containers-${name}.json`);
  return {
    name,
    report,
    timeoutMs,
    args: [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
  };
}

/** What is run where containers are, one after the other: each fills two cores. */
export const STEPS = [
  step('compose', 1_200_000, '--config', 'docker/test/vitest.config.ts'),
  step('services', 600_000, 'container.test.ts'),
  step(
    'conformance',
    900_000,
    '--no-file-parallelism',
    'stages/1-single-system/test/conformance.test.ts',
    'stages/2-specialized-persistence/test/conformance.test.ts',
  ),
];

export const containerReports = STEPS.map(({ report }) => report);
