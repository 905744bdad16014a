import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath } from '../setup/on-path.mjs';
import { root } from '../setup/places.mjs';

const STAND_INS = process.env.OUTGROW_STAND_INS || join(dirname(root), 'shared/stand-ins');
/** Of those that the folder has, the ones that the stages and the faults run in. */
const IMAGES = [
  'node:24-bookworm-slim',
  'postgres:18',
  'redis:8',
  'elasticsearch:9.5.3',
  'eclipse-temurin:17-jre',
  'maven:3.9-eclipse-temurin-17',
  'ghcr.io/shopify/toxiproxy:2.12.0',
  'grafana/k6:1.1.0',
];

/**
 * The engine of this machine, or one that is started for the tests, with images that stand in for those that cannot be pulled.
 * @returns {{ missing: string } | { env: NodeJS.ProcessEnv, stop?: () => void }}
 */
export function findEngine() {
  // `version` asks the engine too.
  if (onPath('docker') !== undefined && answers(['version'])) {
    return answers(['compose', 'version']) ? { env: {} } : { missing: 'an engine answers, and there is no Docker Compose' };
  }
  if (!existsSync(join(STAND_INS, 'engine'))) return { missing: 'no Docker engine answers, and there is none to start' };
  if (process.getuid?.() !== 0) return { missing: 'no Docker engine answers, and to start one takes root' };
  /** @type {import('node:child_process').SpawnSyncOptionsWithStringEncoding} */
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 420_000 };
  const up = spawnSync(join(STAND_INS, 'engine'), ['up'], options);
  const host = /^DOCKER_HOST=(.+)$/m.exec(up.stdout ?? '')?.[1];
  if (up.status !== 0 || host === undefined) return { missing: 'the engine could not be started, for the reason above' };
  const stop = () => void spawnSync(join(STAND_INS, 'engine'), ['down'], { stdio: 'inherit', timeout: 120_000 });
  // It publishes on this machine, also where testcontainers takes this machine for a container and looks for another one around it.
  const env = { DOCKER_HOST: host, TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1' };
  const building = { env: { ...process.env, ...env }, timeout: 900_000 };
  const built = spawnSync(join(STAND_INS, 'build'), IMAGES, { stdio: ['ignore', 'inherit', 'inherit'], ...building });
  if (built.status === 0) return { env, stop };
  stop();
  return { missing: 'the images could not be built, for the reason above' };
}

/** @param {string[]} args */
function answers(args) {
  return spawnSync('docker', args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
