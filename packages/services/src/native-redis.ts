import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogTail } from './log-tail.ts';
import { nativeTool } from './native-tool.ts';
import { remember } from './reaper.ts';
import type { RedisServer } from './redis-server.ts';
import { redisConf } from './redis-settings.ts';
import type { RedisPasswords } from './redis-users.ts';
import { ServerProcess } from './server-process.ts';

const STOPS_WITHIN_MS = 10_000;

/** In a temporary folder, which goes with it. */
export async function nativeRedis(
  port: number,
  settings: Readonly<Record<string, string>>,
  passwords: RedisPasswords,
  log: LogTail,
): Promise<RedisServer> {
  const command = nativeTool('redis');
  const dir = join(tmpdir(), `outgrow-redis-${randomBytes(6).toString('hex')}`);
  const conf = redisConf(settings, { bind: '127.0.0.1', port, dir }, passwords);
  // Before it exists: a crash between the two would leave it behind.
  const forget = remember({ folder: dir });
  const remove = async () => {
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    forget();
  };
  const file = join(dir, 'redis.conf');
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const start = () => ServerProcess.start({ command, args: [file], env, cwd: '/', log });
  let running: ServerProcess;
  try {
    await mkdir(dir, { mode: 0o700 });
    await writeFile(file, conf, { mode: 0o600 });
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
