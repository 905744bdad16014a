import { join } from 'node:path';
import { type IgniteNode, type IgniteServer, nodeEnvironment } from './ignite-node.ts';
import type { LogTail } from './log-tail.ts';
import { nativeServer } from './native-server.ts';
import { nativeTool } from './native-tool.ts';
import { ServerProcess } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const STOPS_WITHIN_MS = 15_000;

/** With its data in a temporary folder, which goes with it. */
export async function nativeIgnite(node: IgniteNode, log: LogTail): Promise<IgniteServer> {
  const command = nativeTool('ignite');
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await temporaryFolder('ignite'));
  const paths = {
    work: join(folder, 'work'),
    discovery: join(node.cluster.path, 'nodes'),
    decide: join(node.cluster.path, 'decide.js'),
  };
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...nodeEnvironment(node, '127.0.0.1', paths) };
  const start = () => ServerProcess.start({ command, args: [], env, cwd: folder, log });
  const server = await nativeServer(`127.0.0.1:${node.ports.client}`, start, STOPS_WITHIN_MS, stack.move());
  return { ...server, statusUrl: `http://127.0.0.1:${node.ports.status}` };
}
