import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StepFailed } from '../setup/missing.mjs';
import { answerOf, onPath } from '../setup/on-path.mjs';
import { root } from '../setup/places.mjs';
import { run } from '../setup/run.mjs';
import { seconds } from '../setup/say.mjs';
import { imagesNamed } from './images.mjs';

const STAND_INS = process.env.OUTGROW_STAND_INS || join(dirname(root), 'shared/stand-ins');
const STARTS_WITHIN_MS = 420_000;
const BUILDS_WITHIN_MS = 900_000;
const STOPS_WITHIN_MS = 120_000;

/**
 * The engine of this machine, or one that is started for the tests, with images that stand in for those that cannot be pulled. Where none is to
 * be had, what is missing is said. One that is up and whose images cannot be built is a failure, and thrown.
 * @returns {Promise<{ missing: string } | { env: NodeJS.ProcessEnv, stop: () => Promise<unknown> }>}
 */
export async function findEngine() {
  // `version` asks the engine too.
  if (onPath('docker') !== undefined && answerOf(['docker', 'version']) !== undefined) {
    if (answerOf(['docker', 'compose', 'version']) !== undefined) return { env: {}, stop: async () => {} };
    return { missing: 'an engine answers, and there is no Docker Compose' };
  }
  const engine = join(STAND_INS, 'engine');
  if (!existsSync(engine)) return { missing: 'no Docker engine answers, and there is none to start' };
  if (process.getuid?.() !== 0) return { missing: 'no Docker engine answers, and to start one takes root' };
  // One that is up already is somebody's, and goes on.
  const stop = hostOf(engine) === undefined ? () => run([engine, 'down'], { timeout: STOPS_WITHIN_MS }) : async () => {};
  const startMs = performance.now();
  const started = await run([engine, 'up'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: STARTS_WITHIN_MS });
  const host = hostOf(engine);
  if (started !== 0 || host === undefined) {
    await stop();
    const failed = new StepFailed('the engine for the containers', started, seconds(startMs));
    if (failed.wasStopped) throw failed;
    return { missing: 'the engine could not be started, for the reason above' };
  }
  // It publishes on this machine, also where testcontainers takes this machine for a container and looks for another one around it.
  const env = { DOCKER_HOST: host, TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1' };
  const { there, missing } = standIns();
  if (missing.length > 0) console.log(`not run in containers, as nothing stands in for them here: ${missing.join(', ')}`);
  const built = await run([join(STAND_INS, 'build'), ...there], { env: { ...process.env, ...env }, timeout: BUILDS_WITHIN_MS });
  if (built === 0) return { env, stop };
  await stop();
  throw new StepFailed('the images for the containers', built, seconds(startMs));
}

/** @param {string} engine */
function hostOf(engine) {
  return /^DOCKER_HOST=(.+)$/m.exec(answerOf([engine, 'status']) ?? '')?.[1];
}

/** Of the images that are named in this project, those that there are stand-ins of. */
function standIns() {
  const tags = new Set(globSync(join(STAND_INS, 'images/*/tags')).flatMap((file) => readFileSync(file, 'utf8').split('\n')));
  const named = imagesNamed();
  return { there: named.filter((image) => tags.has(image)), missing: named.filter((image) => !tags.has(image)) };
}
