import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { heapOptions, OFFICIAL_BUILD, ONE_NODE } from './elasticsearch-settings.ts';
import { freePort } from './free-port.ts';
import type { LogTail } from './log-tail.ts';
import { nativeServer } from './native-server.ts';
import { nativeTool } from './native-tool.ts';
import type { RunningServer } from './running-server.ts';
import { ServerProcess } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const STOPS_WITHIN_MS = 15_000;

/** In a temporary folder, which goes with it. */
export async function nativeElasticsearch(
  port: number,
  heapMiB: number,
  settings: Readonly<Record<string, string>>,
  log: LogTail,
): Promise<RunningServer> {
  const command = nativeTool('elasticsearch');
  const home = dirname(dirname(command));
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await temporaryFolder('elasticsearch'));
  const place = {
    'http.host': '127.0.0.1',
    'http.port': String(port),
    'transport.host': '127.0.0.1',
    'transport.port': String(await freePort()),
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
  };
  const official = existsSync(join(home, 'modules/x-pack-core')) ? OFFICIAL_BUILD : {};
  const args = Object.entries({ ...ONE_NODE, ...official, ...settings, ...place }).map(([name, value]) => `-E${name}=${value}`);
  const configuration = join(folder, 'config');
  const temporary = join(folder, 'tmp');
  const env = {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    TZ: 'UTC',
    ES_PATH_CONF: configuration,
    ES_TMPDIR: temporary,
    ES_JAVA_OPTS: heapOptions(heapMiB),
  };
  await mkdir(temporary);
  // A copy, as the official build writes its keystore there.
  await cp(join(home, 'config'), configuration, { recursive: true });
  const start = () => ServerProcess.start({ command, args, env, cwd: folder, log });
  return await nativeServer(`127.0.0.1:${port}`, start, STOPS_WITHIN_MS, stack.move());
}
