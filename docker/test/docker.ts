import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const dockerFolder = join(import.meta.dirname, '..');

/** Calls docker to its end. Throws with its last lines unless that is exit code 0. */
export async function docker(...args: string[]): Promise<string> {
  const run = promisify(execFile)('docker', args, { timeout: 700_000, maxBuffer: 64 * 1_048_576 });
  // `exec` would wait for what is typed.
  run.child.stdin?.end();
  const { stdout } = await run.catch((error: { code?: number; stderr?: string }) => {
    throw new Error(`docker ${args.join(' ')} ended with ${error.code}:\n${error.stderr?.slice(-4_000)}`);
  });
  return stdout;
}

/** Calls compose for a stage's file. */
export const composeOf =
  (stage: number) =>
  (...args: string[]): Promise<string> =>
    docker('compose', '-f', join(dockerFolder, `stage-${stage}.yml`), ...args);

/** From here on `stage` is run as a project of its own, at a port of its own: what somebody runs from the same files stays as it is. */
export async function asOwnProject(stage: number): Promise<void> {
  process.env.COMPOSE_PROJECT_NAME = projectOf(stage);
  process.env[`OUTGROW_${stage}_PORT`] = String(await freePort());
}

const projectOf = (stage: number): string => `outgrow-test-${stage}`;

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}

const ofProject = (stage: number): string[] => ['--filter', `label=com.docker.compose.project=${projectOf(stage)}`];

/** Containers, volumes and networks of a stage, each kind a line; empty where none is left. */
export const leftOf = (stage: number): Promise<string[]> =>
  Promise.all(
    ['container ls --all', 'volume ls', 'network ls'].map(async (what) =>
      (await docker(...what.split(' '), '--quiet', ...ofProject(stage))).trim(),
    ),
  );

/** Each container of a stage by its name, with what `docker` says of it. */
export async function containersOf(stage: number, said: string): Promise<Record<string, string>> {
  const lines = await docker('container', 'ls', '--all', ...ofProject(stage), '--format', `{{.Names}}=${said}`);
  return Object.fromEntries(
    lines
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

/** What each running container of a stage takes. */
export async function memoryOf(stage: number): Promise<Record<string, string>> {
  const ids = (await docker('container', 'ls', '--quiet', ...ofProject(stage))).trim().split('\n');
  const lines = await docker('stats', '--no-stream', '--format', '{{.Name}}={{.MemUsage}}', ...ids);
  return Object.fromEntries(
    lines
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}
