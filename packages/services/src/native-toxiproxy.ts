import type { LogTail } from './log-tail.ts';
import { nativeTool } from './native-tool.ts';
import { ServerProcess } from './server-process.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

const STOPS_WITHIN_MS = 5_000;

export async function nativeToxiproxy(port: number, log: LogTail): Promise<ToxiproxyServer> {
  const command = nativeTool('toxiproxy');
  const args = ['-host', '127.0.0.1', '-port', String(port)];
  const start = () => ServerProcess.start({ command, args, env: { PATH: process.env.PATH, LOG_LEVEL: 'warn' }, cwd: '/', log });
  let running = await start();
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
    stop: () => running.stop('SIGTERM', STOPS_WITHIN_MS),
  };
}
