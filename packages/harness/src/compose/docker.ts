import { spawn } from 'node:child_process';
import { CannotRun } from '../cannot-run.ts';

/** What a call of `docker` said. */
export interface Said {
  /** 0, or what it ended with; -1 where it was stopped for its time. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface CallOptions {
  timeoutMs?: number;
  signal?: AbortSignal;
  /** What it says of its progress goes to this process's stderr, and into `stderr` too. */
  shows?: boolean;
}

export type Docker = (args: readonly string[], options?: CallOptions) => Promise<Said>;

/** Calls `docker`. Throws where there is none, and once it has ended where the signal was aborted. */
export const docker: Docker = (args, { timeoutMs = 30_000, signal, shows = false } = {}) =>
  new Promise((resolve, reject) => {
    // A group of its own: a signal to docker alone does not reach its plugins, of which compose is one.
    const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = `${stderr}${text}`.slice(-KEPT);
      if (shows) process.stderr.write(text);
    });
    let forced: NodeJS.Timeout | undefined;
    const stop = () => {
      tell(child.pid, 'SIGTERM');
      forced ??= setTimeout(() => tell(child.pid, 'SIGKILL'), STOPS_WITHIN_MS);
    };
    const timer = setTimeout(stop, timeoutMs);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    const over = () => {
      clearTimeout(timer);
      clearTimeout(forced);
      signal?.removeEventListener('abort', stop);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      over();
      reject(error.code === 'ENOENT' ? new CannotRun(NO_DOCKER) : error);
    });
    child.on('close', (code) => {
      over();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code: forced === undefined ? (code ?? -1) : -1, stdout, stderr });
    });
  });

function tell(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** The last line that says something, without the words that stand before every one. What was stopped for its time tells only of its progress. */
export function reasonIn({ code, stderr }: Said): string {
  if (code === -1) return 'it took too long';
  const lines = stderr.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '') ?? `exit code ${code}`;
  return last.replace(/^(error|Error response from daemon|ERROR): /, '').replace(/\.$/, '');
}

const KEPT = 20_000;
const STOPS_WITHIN_MS = 15_000;
const NO_DOCKER =
  'there is no docker on the PATH: install Docker Engine or Docker Desktop, or run the stage without containers: npm run outgrow -- up <stage>';
