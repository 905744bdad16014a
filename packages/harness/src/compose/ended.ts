import { WANTS_EMPTY_STORE_CODE } from '@outgrow/api/schema-files';
import type { Docker } from './docker.ts';

/** A container that is not as it should be. */
export interface Complaint {
  service: string;
  /** What is wrong with it, to follow its name. */
  why: string;
  /** Whether it refused the data that it found. */
  wantsEmptyVolumes: boolean;
  /** The last lines it wrote. */
  lines: string;
}

/**
 * The first of a project's containers that ended with another code than 0, or runs and is not healthy; where there is none, the first that is
 * not ready yet. That `up --wait` ended well does not say there is none: where its time is up, it has waited, and that was all.
 */
export async function complaintIn(docker: Docker, project: string): Promise<Complaint | undefined> {
  const { stdout: ids } = await docker(['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`]);
  if (ids.trim() === '') return undefined;
  const { stdout } = await docker(['inspect', ...ids.trim().split('\n')]);
  const containers = JSON.parse(stdout || '[]') as Inspected[];
  const found = [wrongWith, lackingTo].flatMap((says) => containers.filter(({ State }) => says(State)))[0];
  if (found === undefined) return undefined;
  const { Id, State, Config } = found;
  const log = await docker(['logs', '--tail', '8', Id]);
  return {
    service: Config.Labels['com.docker.compose.service'] ?? Id,
    why: wrongWith(State) ?? lackingTo(State) ?? '',
    wantsEmptyVolumes: State.ExitCode === WANTS_EMPTY_STORE_CODE,
    lines: `${log.stdout}${log.stderr}`.replace(ASSIGNMENT, '').trim(),
  };
}

/** What `seed` tells a shell: keys among it. */
const ASSIGNMENT = /^\w+='.*'\n?/gm;

interface Inspected {
  Id: string;
  State: { Status: string; ExitCode: number; OOMKilled: boolean; Health?: { Status: string } };
  Config: { Labels: Readonly<Record<string, string>> };
}

function wrongWith({ Status, ExitCode, OOMKilled, Health }: Inspected['State']): string | undefined {
  if (OOMKilled) return 'ran out of the memory that it is limited to';
  if (Status === 'exited' && ExitCode !== 0) return `ended with exit code ${ExitCode}`;
  if (Status === 'running' && Health?.Status === 'unhealthy') return 'runs and is not healthy';
  return undefined;
}

/** Whatever goes on running tells whether it is ready; what does not tell is to come to its end. */
function lackingTo({ Status, Health }: Inspected['State']): string | undefined {
  if (Status === 'exited' || (Status === 'running' && Health?.Status === 'healthy')) return undefined;
  return Status === 'running' && Health === undefined ? 'has not come to its end' : 'is not ready';
}
