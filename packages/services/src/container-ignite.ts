import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { containerServer } from './container-server.ts';
import { type IgniteNode, type IgniteServer, nodeEnvironment } from './ignite-node.ts';
import type { LogTail } from './log-tail.ts';
import { nativeTool } from './native-tool.ts';
import { LoopbackContainer, ServerContainer } from './server-container.ts';

const HOME = '/opt/ignite';
const SHARED = '/opt/cluster';
/** With the label that SELinux asks for. The engine takes both words, testcontainers' type either. */
const READ_ONLY = 'ro,z' as 'ro';

/**
 * In an image that brings Java, with the program of this machine's set-up in it. The nodes meet on the engine's own network, by the
 * addresses that they leave in the folder that all of them share.
 */
export async function containerIgnite(image: string, node: IgniteNode, log: LogTail): Promise<IgniteServer> {
  const home = dirname(dirname(nativeTool('ignite')));
  const discovery = join(node.cluster.path, 'nodes');
  await mkdir(discovery, { recursive: true });
  // The image's user may be another than this one, who alone reaches the folder above.
  await chmod(discovery, 0o777);
  const paths = { work: '/var/lib/ignite', discovery: `${SHARED}/nodes`, decide: `${SHARED}/decide.js` };
  const { client, status } = node.ports;
  const made = new LoopbackContainer(image)
    .withBindMounts([
      { source: join(home, 'bin'), target: `${HOME}/bin`, mode: READ_ONLY },
      { source: join(home, 'lib'), target: `${HOME}/lib`, mode: READ_ONLY },
      { source: node.cluster.path, target: SHARED, mode: 'z' },
    ])
    .withExposedPorts({ container: client, host: client }, { container: status, host: status })
    .withEnvironment(nodeEnvironment(node, '0.0.0.0', paths))
    .withEntrypoint([`${HOME}/bin/ignite`]);
  const container = await ServerContainer.start(made, log);
  const server = containerServer(container, `${container.host}:${client}`);
  return { ...server, statusUrl: `http://${container.host}:${status}` };
}
