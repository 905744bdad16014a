import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MissingTool } from './missing-tool.ts';

const ANSWER_WITHIN_MS = 1_000;

/** How servers are run: as OUTGROW_SERVICES says, and where it says `auto` or nothing, in containers if a Docker engine answers. */
export async function serviceMode(): Promise<'native' | 'container'> {
  const asked = process.env.OUTGROW_SERVICES || 'auto';
  switch (asked) {
    case 'native':
      return 'native';
    case 'auto':
      return (await engineAnswers()) ? 'container' : 'native';
    case 'docker':
      if (await engineAnswers()) return 'container';
      throw new MissingTool(
        'OUTGROW_SERVICES is "docker", but no Docker engine answers: start one, or set OUTGROW_SERVICES=native.',
      );
    default:
      throw new Error(`OUTGROW_SERVICES is "${asked}": set it to auto, native or docker.`);
  }
}

/** Whether a Docker engine answers within a second, at the places where testcontainers looks for it. */
export async function engineAnswers(): Promise<boolean> {
  const answers = await Promise.all(enginePlaces().map(answersAt));
  return answers.includes(true);
}

type Place = { socketPath: string } | { host: string; port: number };

function enginePlaces(): Place[] {
  const places: Place[] = [];
  const named = process.env.DOCKER_HOST;
  if (named?.startsWith('unix://')) places.push({ socketPath: named.slice('unix://'.length) });
  else if (named !== undefined && URL.canParse(named)) {
    const { hostname, port } = new URL(named);
    places.push({ host: hostname, port: Number(port || 2375) });
  }
  const sockets = [
    '/var/run/docker.sock',
    join(process.env.XDG_RUNTIME_DIR ?? '/run', 'docker.sock'),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    join('/run', 'user', String(process.getuid?.() ?? 0), 'docker.sock'),
  ];
  places.push(...sockets.filter((path) => existsSync(path)).map((socketPath) => ({ socketPath })));
  return places;
}

/** Any reply counts: an engine behind TLS answers a plain request with a 400. */
function answersAt(place: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ ...place, path: '/_ping', signal: AbortSignal.timeout(ANSWER_WITHIN_MS), agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
  });
}
