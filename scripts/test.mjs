import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { closingLine, skippedTests } from './closing-line.mjs';
import { containerReports } from './containers/steps.mjs';
import { orOneLine } from './setup/missing.mjs';
import { node24, pathToNode24, root, state } from './setup/places.mjs';
import { runNode } from './setup/run.mjs';
import { seconds } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';
import { toolNames } from './setup/tools.mjs';

/** vitest waits without end for a process that a test left behind and that holds its output open. */
const STEP_TIMEOUT_MS = 4_200_000;
const report = join(state, 'vitest.json');
const reports = [report, ...containerReports];
const packages = join(root, 'node_modules');
const tsc = join(packages, 'typescript/bin/tsc');
const vitest = [
  join(packages, 'vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];

const withContainers = Boolean(process.env.OUTGROW_CONTAINERS);

/** In this order, the quick ones first. What follows `npm test --` goes to vitest. */
const STEPS = [
  { name: 'lint and format', args: [join(packages, '@biomejs/biome/bin/biome'), 'check', '.'] },
  { name: 'import boundaries', args: [join(root, 'scripts/boundaries.ts')] },
  { name: 'types', args: [tsc, '-p', root] },
  { name: 'types of the k6 workloads', args: [tsc, '-p', join(root, 'benchmarks/workloads')] },
  { name: 'types of the scripts', args: [tsc, '-p', join(root, 'scripts')] },
  { name: 'tests', args: [...vitest, ...process.argv.slice(2)] },
  // Asked for by CI, as they take as long as all the others.
  ...(withContainers ? [{ name: 'containers', args: [join(root, 'scripts/containers/run.mjs')] }] : []),
];

await orOneLine(async () => {
  // The tests need every tool there is. Those whose tool cannot be had fail and say so, and the others still run.
  await setUp(toolNames(), { goesOn: true });
  process.chdir(root);
  for (const each of reports) rmSync(each, { force: true });
  const code = await firstFailure();
  for (const name of skippedTests(reports)) console.log(`skipped: ${name}`);
  if (!withContainers) console.log('not run: every stage by docker compose, which CI does (npm run test:containers)');
  console.log(closingLine(reports, code));
  return code;
});

async function firstFailure() {
  const options = { env: { PATH: pathToNode24 }, timeout: STEP_TIMEOUT_MS, killSignal: /** @type {const} */ ('SIGKILL') };
  for (const { name, args } of STEPS) {
    console.log(`\n== ${name}`);
    const startMs = performance.now();
    const code = await runNode([node24, ...args], options);
    console.log(`== ${name}: ${code === 0 ? 'passed' : `failed with exit code ${code}`} in ${seconds(startMs)}`);
    if (code !== 0) return code;
  }
  return 0;
}
