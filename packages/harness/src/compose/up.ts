import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Progress } from '@outgrow/services/service';
import { CannotRun } from '../cannot-run.ts';
import { root } from '../places.ts';
import { docker, reasonIn } from './docker.ts';
import { type Complaint, complaintIn } from './ended.ts';
import { engineAt } from './engine.ts';
import { pullMissing } from './images.ts';
import { assertPortsFree } from './ports.ts';
import { type Project, projectOf, servicesOf } from './project.ts';
import { assertMapCount, assertMemory } from './room.ts';

const UP_WITHIN_S = 600;
const BUILT_WITHIN_MS = 1_800_000;
const DOWN_WITHIN_MS = 180_000;
/** `down` leaves what belongs to a profile that is not named. */
const WITH_ALL = ['--profile', '*'];

interface Watch {
  progress: Progress;
  signal: AbortSignal;
}

/** The compose file of a stage, from the project's folder: as a person would name it. */
export function composeFile(stage: number): string {
  const file = join(root, 'docker', `stage-${stage}.yml`);
  if (!existsSync(file)) throw new CannotRun(`stage ${stage} has no ${relative(root, file)}`, 2);
  return file;
}

/**
 * Brings a stage up in containers, after looking at what people run into first: memory, ports, images. Returns once every container is
 * healthy. Where that fails, what is wrong is said and all is taken down again, volumes excepted.
 */
export async function composeUp(stage: number, { progress, signal }: Watch): Promise<{ project: Project; url: string }> {
  const file = composeFile(stage);
  const engine = await engineAt(docker);
  const project = await projectOf(docker, file);
  assertMemory(project, engine);
  assertMapCount(project);
  await assertPortsFree(docker, project);
  await pullMissing(docker, project, { progress, signal });
  const compose = (...args: string[]) => ['compose', '-f', file, ...args];
  progress('images of ours: building, which takes minutes where nothing is built yet');
  const built = await docker(compose('build', '--quiet'), { timeoutMs: BUILT_WITHIN_MS, signal });
  if (built.code !== 0)
    throw new CannotRun(
      `the images could not be built (${reasonIn(built)}): docker compose -f ${relative(root, file)} build shows all of it`,
    );
  progress('containers: starting, until each is healthy');
  try {
    const options = { timeoutMs: (UP_WITHIN_S + 60) * 1_000, signal, shows: true };
    const up = await docker(compose('up', '--wait', '--wait-timeout', String(UP_WITHIN_S)), options);
    const complaint = await complaintIn(docker, project.name);
    if (up.code !== 0 || complaint) throw reasonOf(stage, complaint, reasonIn(up));
  } catch (error) {
    progress('containers: taking them down again');
    await composeDown(stage).catch((left: Error) => progress(left.message));
    throw error;
  }
  return { project, url: urlOf(project) };
}

/** Takes it down, with the volumes where `reset` says so; fine where nothing is up. */
export async function composeDown(stage: number, { reset = false }: { reset?: boolean } = {}): Promise<void> {
  const file = composeFile(stage);
  await engineAt(docker);
  const args = ['compose', '-f', file, ...WITH_ALL, 'down', '--remove-orphans', ...(reset ? ['--volumes'] : [])];
  const down = await docker(args, { timeoutMs: DOWN_WITHIN_MS });
  if (down.code !== 0) throw new Error(`stage ${stage} could not be taken down: ${reasonIn(down)}`);
}

function reasonOf(stage: number, found: Complaint | undefined, reason: string): Error {
  if (!found) return new CannotRun(`stage ${stage} did not come up: ${reason}`);
  const { service, why, wantsEmptyVolumes, lines } = found;
  if (wantsEmptyVolumes)
    return new CannotRun(`${lines}; the command for that, with which the data goes: npm run outgrow -- compose ${stage} --reset`);
  return new CannotRun(`stage ${stage} did not come up: ${service} ${why}; its last lines:\n${lines}`);
}

/** Where the shop is reached: the one port that is published. */
function urlOf(project: Project): string {
  const [port] = servicesOf(project).flatMap(([, { ports = [] }]) => ports);
  return `http://${port?.host_ip ?? '127.0.0.1'}:${port?.published}`;
}
