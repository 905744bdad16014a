import { CannotRun } from '../cannot-run.ts';
import { type Docker, reasonIn } from './docker.ts';

/** `services.extends` of another file, `up --wait` that takes one-shots for what they are, and `config --format json`. */
const LEAST = [2, 20] as const;

/** What the engine says of the machine it runs on. */
export interface Engine {
  memoryBytes: number;
  /** Whether it runs in a machine of its own, as Docker Desktop does. */
  elsewhere: boolean;
}

/** Throws `CannotRun` where there is no engine, no compose, or one that is too old. */
export async function engineAt(docker: Docker): Promise<Engine> {
  const compose = await docker(['compose', 'version', '--short']);
  if (compose.code !== 0)
    throw new CannotRun('this docker has no compose: install the plugin docker-compose-plugin; docker-compose 1 will not do');
  const version = compose.stdout.trim();
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]))
    throw new CannotRun(`Docker Compose ${version} is too old: install ${LEAST.join('.')} or later`);
  const info = await docker(['info', '--format', '{{json .}}'], { timeoutMs: 10_000 });
  const found = info.code === 0 ? (JSON.parse(info.stdout) as { MemTotal?: number; OperatingSystem?: string }) : {};
  // Older clients end with 0 although the engine did not answer.
  if (!found.MemTotal) throw new CannotRun(`no Docker engine answers (${reasonIn(info)}): start it`);
  return { memoryBytes: found.MemTotal, elsewhere: /Desktop/.test(found.OperatingSystem ?? '') };
}
