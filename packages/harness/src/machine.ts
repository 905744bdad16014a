import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { root } from './places.ts';

export interface Machine {
  platform: string;
  cpu: string;
  cores: number;
  memoryBytes: number;
}

export const machine = (): Machine => ({
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
});

/** The commit this runs on, `+` where files were changed since; null outside a repository. */
export function commit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return null;
  }
}
