import type { LogTail } from './log-tail.ts';
import { LoopbackContainer, ServerContainer } from './server-container.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

const TOXIPROXY_IMAGE = 'ghcr.io/shopify/toxiproxy:2.12.0';

/** On the host's network: it listens at addresses that are not known when the container is made, and reaches what a process here does. */
export async function containerToxiproxy(port: number, log: LogTail): Promise<ToxiproxyServer> {
  const args = ['-host=127.0.0.1', `-port=${port}`];
  const image = new LoopbackContainer(TOXIPROXY_IMAGE).withNetworkMode('host').withCommand(args);
  const container = await ServerContainer.start(image.withEnvironment({ LOG_LEVEL: 'warn' }), log);
  return {
    mode: 'container',
    address: `127.0.0.1:${port}`,
    container,
    pids: () => [],
    ended: () => container.ended(),
    kill: () => container.kill(),
    pause: () => container.pause(),
    resume: () => container.resume(),
    restart: () => container.restart(),
    stop: () => container.remove(),
  };
}
