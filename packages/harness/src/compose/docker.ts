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

/** Calls `docker`. Throws where there is none, and where the signal is aborted. */
export const docker: Docker = (args, { timeoutMs = 30_000, signal, shows = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, ...(signal && { signal }) });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = `${stderr}${text}`.slice(-KEPT);
      if (shows) process.stderr.write(text);
    });
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new CannotRun(NO_DOCKER) : error));
    child.on('close', (code) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code: code ?? -1, stdout, stderr });
    });
  });

/** The last line that says something, without the words that stand before every one. */
export function reasonIn({ code, stderr }: Said): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '') ?? `exit code ${code}`;
  return last.replace(/^(error|Error response from daemon|ERROR): /, '').replace(/\.$/, '');
}

const KEPT = 20_000;
const NO_DOCKER =
  'there is no docker on the PATH: install Docker Engine or Docker Desktop, or run the stage without containers: npm run outgrow -- up <stage>';
