import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { type ExperimentResult, RESULT_FORMAT } from './experiment-result.ts';
import type { K6 } from './k6.ts';
import { root } from './places.ts';

export interface Machine {
  platform: string;
  cpu: string;
  cores: number;
  memoryBytes: number;
}

const machine = (): Machine => ({
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
});

/** What every result says of where it comes from, taken as its run begins. */
export const provenance = ({
  version: k6,
}: K6): Pick<ExperimentResult, 'format' | 'startedAt' | 'commit' | 'machine' | 'versions'> => ({
  format: RESULT_FORMAT,
  startedAt: new Date().toISOString(),
  commit: commit(),
  machine: machine(),
  versions: { node: process.version, k6 },
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
