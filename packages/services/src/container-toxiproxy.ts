import { getContainerRuntimeClient } from 'testcontainers';
import { containerServer } from './container-server.ts';
import { IMAGES } from './images.ts';
import type { LogTail } from './log-tail.ts';
import type { RunningServer } from './running-server.ts';
import { inTime, LoopbackContainer, ServerContainer } from './server-container.ts';

/** On the host's network: it listens at addresses that are not known when the container is made, and reaches what a process here does. */
export async function containerToxiproxy(port: number, log: LogTail): Promise<RunningServer> {
  const args = ['-host=127.0.0.1', `-port=${port}`];
  const image = new LoopbackContainer(IMAGES.toxiproxy).withNetworkMode('host').withCommand(args);
  const container = await ServerContainer.start(image.withEnvironment({ LOG_LEVEL: 'warn' }), log);
  return containerServer(container, `127.0.0.1:${port}`);
}

/** Only where the engine's network is this machine's does a container listen and connect where processes of this machine do. */
export async function sharesHost(): Promise<boolean> {
  if (process.platform !== 'linux' || !/^(unix:|$)/.test(process.env.DOCKER_HOST ?? '')) return false;
  const { container } = await getContainerRuntimeClient();
  return isHostNetwork(await inTime('tell of itself', container.dockerode.info()));
}

/** Docker Desktop runs in a machine of its own, a rootless engine in a network of its own. */
export const isHostNetwork = (info: { OperatingSystem?: string; SecurityOptions?: readonly string[] | null }): boolean =>
  !/Desktop/.test(info.OperatingSystem ?? '') && !info.SecurityOptions?.some((option) => option.startsWith('name=rootless'));
