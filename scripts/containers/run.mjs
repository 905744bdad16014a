import { orOneLine, wasStopped } from '../setup/missing.mjs';
import { node24, pathToNode24, root } from '../setup/places.mjs';
import { runNode } from '../setup/run.mjs';
import { seconds } from '../setup/say.mjs';
import { findEngine } from './engine.mjs';
import { STEPS } from './steps.mjs';

// Every stage by docker compose, servers in containers, and the conformance of stages 1 and 2 on them. Where no engine is to be had, a
// line says so.

await orOneLine(async () => {
  process.chdir(root);
  const engine = await findEngine();
  if ('missing' in engine) {
    console.log(`skipped: containers (${engine.missing})`);
    return 0;
  }
  const env = { PATH: pathToNode24, OUTGROW_SERVICES: 'docker', ...engine.env };
  try {
    let code = 0;
    for (const { name, args, timeoutMs } of STEPS) {
      console.log(`\n== containers: ${name}`);
      const startMs = performance.now();
      const ended = await runNode([node24, ...args], { env, timeout: timeoutMs, killSignal: 'SIGKILL' });
      console.log(`== containers: ${name}: ${ended === 0 ? 'passed' : `failed with exit code ${ended}`} in ${seconds(startMs)}`);
      code ||= ended;
      if (wasStopped(ended)) break;
    }
    return code;
  } finally {
    await engine.stop();
  }
});
