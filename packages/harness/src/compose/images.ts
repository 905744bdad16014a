import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CannotRun } from '../cannot-run.ts';
import { type Docker, reasonIn } from './docker.ts';
import { type Project, servicesOf } from './project.ts';

const PULLS_WITHIN_MS = 900_000;

interface Watch {
  progress: (message: string) => void;
  signal: AbortSignal;
}

/**
 * Brings the images that are not here; for those that compose builds itself, what they are built from, which a builder would ask a registry
 * for each time. Throws `CannotRun` at the first that cannot be had.
 */
export async function pullMissing(docker: Docker, project: Project, { progress, signal }: Watch): Promise<void> {
  const services = servicesOf(project);
  const built = new Set(services.flatMap(([, { image, build }]) => (build === undefined ? [] : (image ?? []))));
  const wanted = new Set(
    services.flatMap(([, { image = '', build }]) => {
      if (build !== undefined) return basesOf(build);
      return built.has(image) || image === '' ? [] : image;
    }),
  );
  for (const image of wanted) {
    if ((await docker(['image', 'inspect', '--format', '{{.Id}}', image])).code === 0) continue;
    progress(`${image}: pulling, as it is not here`);
    const pulled = await docker(['pull', '--quiet', image], { timeoutMs: PULLS_WITHIN_MS, signal });
    if (pulled.code !== 0)
      throw new CannotRun(
        `the image ${image} is not here and cannot be pulled (${reasonIn(pulled)}): bring it by docker pull ${image}`,
      );
  }
}

/** What the stages of a Dockerfile begin from, unless it is another of its stages. */
function basesOf({ context, dockerfile = 'Dockerfile' }: { context: string; dockerfile?: string }): string[] {
  const froms = [...readFileSync(resolve(context, dockerfile), 'utf8').matchAll(/^FROM (\S+)(?: AS (\S+))?$/gim)];
  const stages = new Set(froms.map(([, , stage]) => stage));
  return froms.flatMap(([, image = '']) => (stages.has(image) ? [] : image));
}
