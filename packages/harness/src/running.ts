import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from '@outgrow/services/free-port';
import { nodeProcess, runOnce } from '@outgrow/services/node-process';
import type { Progress, Started } from '@outgrow/services/service';
import type { RunningStage, Stage, StageProcess, Topology, Urls } from '@outgrow/services/stage';
import { CannotRun } from './cannot-run.ts';
import { type Links, openLinks } from './links.ts';

export const ONE_INSTANCE: Topology = { instances: 1, servers: [], settings: {} };

export interface StartOptions {
  progress?: Progress;
  /** Aborted: what was started is stopped again. */
  signal?: AbortSignal;
  /** The port of the first app instance; the next ones follow it. Free ones otherwise. */
  firstPort?: number;
}

export interface Running extends RunningStage, AsyncDisposable {
  /** What stands between the apps and a server, where the topology asked for it. */
  links: Links;
  /** The settings of the app processes and of what ran before them. */
  settings: Topology['settings'];
  /** From the first server's start to the last app's readiness. */
  startSeconds: number;
}

/** Starts a stage: its servers, its migrations, its apps, each ready before the next. Stops all of it where one fails. */
export async function startStage(stage: Stage, topology: Topology = ONE_INSTANCE, options: StartOptions = {}): Promise<Running> {
  const { progress = () => {}, signal } = options;
  const { serverSettings = {}, links: linked = [], leaveOut = [] } = topology;
  const named = [...topology.servers, ...leaveOut, ...Object.keys(serverSettings), ...linked];
  const unknown = named.find((name) => !stage.servers[name]);
  if (unknown)
    throw new CannotRun(`stage ${stage.number} has no server ${unknown}; it has ${Object.keys(stage.servers).join(', ')}`, 2);
  const ports = await portsFor(topology.instances, options.firstPort);
  const startMs = performance.now();

  await using started = new AsyncDisposableStack();
  const servers: Record<string, Started> = {};
  const links = await openLinks(linked, started);
  for (const [name, { service, optional }] of Object.entries(stage.servers)) {
    if ((optional && !topology.servers.includes(name)) || leaveOut.includes(name)) continue;
    signal?.throwIfAborted();
    progress(`${name}: starting`);
    const server = started.use(await service(links.seen(servers), serverSettings[name] ?? {}).start());
    servers[name] = server;
    await links.before(name, server);
    progress(`${name}: ${server.kind} ${server.version} (${server.mode}) at ${server.address}`);
  }

  const urls = stage.urls(servers);
  const linkedUrls = links.through(urls);
  const operatorKey = randomBytes(24).toString('base64url');
  const secrets = { OPERATOR_KEY: operatorKey, SESSION_SECRET: randomBytes(24).toString('base64url') };
  const apps: Started[] = [];
  const appUrls: string[] = [];
  for (const process of stage.processes) {
    const command = { entry: join(stage.folder, process.entry), cwd: stage.folder };
    if (process.runs === 'once') {
      signal?.throwIfAborted();
      progress(`${process.name}: running`);
      await runOnce({ ...command, env: { ...environmentOf(process, urls), ...topology.settings } });
      continue;
    }
    for (const [at, port] of ports.entries()) {
      signal?.throwIfAborted();
      const url = `http://127.0.0.1:${port}`;
      progress(`${process.name} ${at + 1} of ${ports.length}: starting at ${url}`);
      const env = {
        NODE_OPTIONS: nodeOptions(),
        ...environmentOf(process, linkedUrls),
        ...secrets,
        ...topology.settings,
        PORT: String(port),
      };
      apps.push(started.use(await nodeProcess({ ...command, kind: process.name, env, readyUrl: `${url}/readyz` }).start()));
      appUrls.push(url);
    }
  }
  signal?.throwIfAborted();
  const owned = started.move();
  return {
    stage,
    appUrls,
    apps,
    servers,
    links,
    urls,
    operatorKey,
    settings: topology.settings,
    startSeconds: (performance.now() - startMs) / 1_000,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The addresses a process names, as `<NAME>_URL`: `postgresOwner` as POSTGRES_OWNER_URL. */
export function environmentOf({ urls: named }: Pick<StageProcess, 'urls'>, urls: Urls): Record<string, string> {
  return Object.fromEntries(
    named.flatMap((name) => {
      const url = urls[name];
      return url === undefined ? [] : [[`${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_URL`, url]];
    }),
  );
}

// Young objects die young here: a larger nursery takes 100 MB more of an app under load and makes it no faster.
const nodeOptions = (): string => ['--max-semi-space-size=16', process.env.NODE_OPTIONS ?? ''].join(' ').trim();

async function portsFor(instances: number, firstPort: number | undefined): Promise<number[]> {
  if (firstPort === undefined) return Promise.all(Array.from({ length: instances }, freePort));
  const ports = Array.from({ length: instances }, (_, at) => firstPort + at);
  if ((ports.at(-1) ?? 0) > 65_535) throw new CannotRun(`${instances} apps from port ${firstPort} on go past port 65535`, 2);
  for (const port of ports) {
    if (!(await isFree(port))) throw new CannotRun(`port ${port} is taken: name another with --port, or none for a free one`, 2);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
