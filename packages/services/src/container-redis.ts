import { containerServer } from './container-server.ts';
import type { LogTail } from './log-tail.ts';
import { redisConf } from './redis-settings.ts';
import type { RedisPasswords } from './redis-users.ts';
import type { RunningServer } from './running-server.ts';
import { LoopbackContainer, ServerContainer } from './server-container.ts';

const PORT = 6379;
const CONF = '/usr/local/etc/outgrow-redis.conf';

/** On a fixed port, so that it has the same one after a restart. */
export async function containerRedis(
  image: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  passwords: RedisPasswords,
  log: LogTail,
): Promise<RunningServer> {
  // In the container it listens to all: what reaches it there is the port published on loopback.
  const content = redisConf(settings, { bind: '0.0.0.0', port: PORT, dir: '/data' }, passwords);
  const made = new LoopbackContainer(image)
    .withExposedPorts({ container: PORT, host: port })
    // The image runs the server as another user than the file's, so that all may read it: there are no passwords in it.
    .withCopyContentToContainer([{ content, target: CONF, mode: 0o644 }])
    .withCommand(['redis-server', CONF]);
  const container = await ServerContainer.start(made, log);
  return containerServer(container, `${container.host}:${port}`);
}
