import type { LogTail } from './log-tail.ts';
import { nativeServer } from './native-server.ts';
import { nativeTool } from './native-tool.ts';
import type { RunningServer } from './running-server.ts';
import { ServerProcess } from './server-process.ts';

const STOPS_WITHIN_MS = 5_000;

export function nativeToxiproxy(port: number, log: LogTail): Promise<RunningServer> {
  const command = nativeTool('toxiproxy');
  const args = ['-host', '127.0.0.1', '-port', String(port)];
  const start = () => ServerProcess.start({ command, args, env: { PATH: process.env.PATH, LOG_LEVEL: 'warn' }, cwd: '/', log });
  // It keeps nothing on disk.
  return nativeServer(`127.0.0.1:${port}`, start, STOPS_WITHIN_MS, new AsyncDisposableStack());
}
