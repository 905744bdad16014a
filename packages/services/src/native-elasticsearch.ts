import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ElasticsearchServer } from './elasticsearch-server.ts';
import { heapOptions, OFFICIAL_BUILD, ONE_NODE } from './elasticsearch-settings.ts';
import { freePort } from './free-port.ts';
import type { LogTail } from './log-tail.ts';
import { nativeTool } from './native-tool.ts';
import { remember } from './reaper.ts';
import { ServerProcess } from './server-process.ts';

const STOPS_WITHIN_MS = 15_000;

/** In a temporary folder, which goes with it. */
export async function nativeElasticsearch(
  port: number,
  heapMiB: number,
  settings: Readonly<Record<string, string>>,
  log: LogTail,
): Promise<ElasticsearchServer> {
  const command = nativeTool('elasticsearch');
  const home = dirname(dirname(command));
  const folder = join(tmpdir(), `outgrow-elasticsearch-${randomBytes(6).toString('hex')}`);
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
  const start = () => ServerProcess.start({ command, args, env, cwd: folder, log });
  // Before it exists: a crash between the two would leave it behind.
  const forget = remember({ folder });
  const remove = async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    forget();
  };
  let running: ServerProcess;
  try {
    await mkdir(folder, { mode: 0o700 });
    await mkdir(temporary);
    // A copy, as the official build writes its keystore there.
    await cp(join(home, 'config'), configuration, { recursive: true });
    running = await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    mode: 'native',
    address: `127.0.0.1:${port}`,
    pids: () => running.pids(),
    ended: async () => running.ended,
    kill: () => running.kill(),
    pause: async () => running.pause(),
    resume: async () => running.resume(),
    async restart() {
      await running.stop('SIGTERM', STOPS_WITHIN_MS);
      running = await start();
    },
    async stop() {
      try {
        await running.stop('SIGTERM', STOPS_WITHIN_MS);
      } finally {
        await running.kill();
        await remove();
      }
    },
  };
}
