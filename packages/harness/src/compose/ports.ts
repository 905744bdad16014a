import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { CannotRun } from '../cannot-run.ts';
import { listeningPorts } from '../platform/listening-ports.ts';
import type { Docker } from './docker.ts';
import { type Project, servicesOf } from './project.ts';

/** Throws `CannotRun` where another listens on a port that a container of this project is to be published on, and says who. */
export async function assertPortsFree(docker: Docker, project: Project): Promise<void> {
  for (const [name, { ports = [] }] of servicesOf(project)) {
    for (const { published, host_ip: host = '127.0.0.1' } of ports) {
      const port = Number(published);
      if (!port || (await isFree(port, host))) continue;
      const [container, ownedBy] = await publishing(docker, port);
      if (ownedBy === project.name) continue;
      const who = container === undefined ? await listening(port) : `the container ${container}`;
      throw new CannotRun(
        `port ${port}, which ${name} is to be reached at, is taken by ${who}: stop it, or set another in docker/.env`,
      );
    }
  }
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Another reason, as that it takes root here, need be none for the engine.
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function publishing(docker: Docker, port: number): Promise<(string | undefined)[]> {
  const format = '{{.Names}}\t{{.Label "com.docker.compose.project"}}';
  const { stdout } = await docker(['ps', '--filter', `publish=${port}`, '--format', format]);
  const line = stdout.trim().split('\n')[0];
  return line ? line.split('\t') : [];
}

/** From /proc where there is one, else by lsof; each shows a process of another user to root alone. */
async function listening(port: number): Promise<string> {
  if (process.platform === 'linux') {
    const pid = readdirSync('/proc').find((name) => isHere(name) && listeningPorts([Number(name)])?.includes(port));
    return pid === undefined ? SOMEBODY : `${nameOf(pid)} (process ${pid})`;
  }
  const lsof = promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeout: 5_000 });
  const { stdout } = await lsof.catch(() => ({ stdout: '' }));
  const [, pid, command] = /^p(\d+)\nc(.*)$/m.exec(stdout) ?? [];
  return pid === undefined ? SOMEBODY : `${command} (process ${pid})`;
}

/** A process in the network of this one: one in a container may listen on the same number there. */
function isHere(pid: string): boolean {
  try {
    return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net');
  } catch {
    return false;
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'a process that has just ended';
  }
}

const SOMEBODY = 'a process of another user';
