import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogTail } from './log-tail.ts';
import { nativeServer } from './native-server.ts';
import { nativeTool } from './native-tool.ts';
import { redisConf } from './redis-settings.ts';
import type { RedisPasswords } from './redis-users.ts';
import type { RunningServer } from './running-server.ts';
import { ServerProcess } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const STOPS_WITHIN_MS = 10_000;

/** In a temporary folder, which goes with it. */
export async function nativeRedis(
  port: number,
  settings: Readonly<Record<string, string>>,
  passwords: RedisPasswords,
  log: LogTail,
): Promise<RunningServer> {
  const command = nativeTool('redis');
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await temporaryFolder('redis'));
  const file = join(dir, 'redis.conf');
  await writeFile(file, redisConf(settings, { bind: '127.0.0.1', port, dir }, passwords), { mode: 0o600 });
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const start = () => ServerProcess.start({ command, args: [file], env, cwd: '/', log });
  return await nativeServer(`127.0.0.1:${port}`, start, STOPS_WITHIN_MS, stack.move());
}
