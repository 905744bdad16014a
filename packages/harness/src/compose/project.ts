import { CannotRun } from '../cannot-run.ts';
import { type Docker, reasonIn } from './docker.ts';

/** A compose file as compose itself understands it, variables filled in; what the profiles add is left out. */
export interface Project {
  name: string;
  services: Readonly<Record<string, ProjectService>>;
}

export interface ProjectService {
  image?: string;
  /** `context` is an absolute path, `dockerfile` one from there. */
  build?: { context: string; dockerfile?: string };
  /** In bytes. */
  mem_limit?: string | number;
  ports?: readonly { published?: string; host_ip?: string }[];
  environment?: Readonly<Record<string, string | null>>;
}

export async function projectOf(docker: Docker, file: string): Promise<Project> {
  const said = await docker(['compose', '-f', file, 'config', '--format', 'json']);
  if (said.code !== 0) throw new CannotRun(`Docker Compose does not take ${file}: ${reasonIn(said)}`);
  return JSON.parse(said.stdout) as Project;
}

export const servicesOf = ({ services }: Project): [name: string, service: ProjectService][] => Object.entries(services);
