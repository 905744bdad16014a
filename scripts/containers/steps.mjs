import { join } from 'node:path';
import { root, state } from '../setup/places.mjs';

const vitest = join(root, 'node_modules/vitest/vitest.mjs');

/**
 * @param {string} name
 * @param {string[]} args
 */
function step(name, ...args) {
  const report = join(state, `vitest-containers-${name}.json`);
  return { name, report, args: [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args] };
}

/** What is run where containers are, one after the other: each fills two cores. */
export const STEPS = [
  step('compose', '--config', 'docker/test/vitest.config.ts'),
  step('services', 'container.test.ts'),
  step(
    'conformance',
    '--no-file-parallelism',
    'stages/1-single-system/test/conformance.test.ts',
    'stages/2-specialized-persistence/test/conformance.test.ts',
  ),
];

export const containerReports = STEPS.map(({ report }) => report);
