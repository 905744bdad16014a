import { StepFailed } from './missing.mjs';
import { answerOf, onPath } from './on-path.mjs';
import { root } from './places.mjs';
import { step } from './step.mjs';
import { versionIn } from './version.mjs';

const PULL_TIMEOUT_MS = 300_000;

/**
 * A tool in a container that shares the host's network and sees the project at the same path, as a local process does.
 * @param {string} image with its tag
 * @param {readonly string[]} versionArgs
 * @returns {import('./tools.mjs').Way}
 */
export function fromContainer(image, versionArgs) {
  return async ({ fetch }) => {
    if (process.platform !== 'linux') return { missing: 'a container shares the host’s network only on Linux' };
    if (!/^(unix:|$)/.test(process.env.DOCKER_HOST ?? '')) return { missing: 'the Docker engine is another machine’s' };
    const docker = onPath('docker');
    if (docker === undefined) return { missing: 'no docker on PATH' };
    if (answerOf([docker, 'version', '--format', '{{.Server.Version}}'], 5000) === undefined) {
      return { missing: 'no Docker engine answers' };
    }
    if (!imageIsThere(docker, image) && !(fetch && (await pull(docker, image)))) return { missing: `${image} cannot be pulled` };
    // What it writes shall be ours, and SELinux would keep the project's files from it.
    const rights = [`--user=${process.getuid?.()}:${process.getgid?.()}`, '--security-opt=label=disable'];
    const place = ['--network=host', `--volume=${root}:${root}`, `--workdir=${root}`];
    const command = [docker, 'run', '--rm', ...rights, ...place, image];
    const version = versionIn(answerOf([...command, ...versionArgs], 30_000));
    if (version === undefined) return { missing: `${image} does not run` };
    return { command, version, from: 'container', image };
  };
}

/**
 * @param {string} docker
 * @param {string} image
 */
export function imageIsThere(docker, image) {
  return answerOf([docker, 'image', 'inspect', '--format', '{{.Id}}', image], 5000) !== undefined;
}

/**
 * @param {string} docker
 * @param {string} image
 */
async function pull(docker, image) {
  try {
    await step(`pulling ${image}`, [docker, 'pull', image], PULL_TIMEOUT_MS);
    return true;
  } catch (error) {
    if (!(error instanceof StepFailed) || error.wasStopped) throw error;
    return false;
  }
}
