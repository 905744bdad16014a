import type { RunningServer } from './running-server.ts';
import type { ServerProcess } from './server-process.ts';

/** A server that is a process of this machine. What it leaves on disk goes with it, or at once where it cannot be started. */
export async function nativeServer(
  address: string,
  start: () => Promise<ServerProcess>,
  stopsWithinMs: number,
  leaves: AsyncDisposable,
): Promise<RunningServer> {
  let running: ServerProcess;
  try {
    running = await start();
  } catch (error) {
    await leaves[Symbol.asyncDispose]();
    throw error;
  }
  return {
    mode: 'native',
    address,
    pids: () => running.pids(),
    ended: async () => running.ended,
    kill: () => running.kill(),
    pause: () => running.pause(),
    resume: async () => running.resume(),
    async restart() {
      await running.stop('SIGTERM', stopsWithinMs);
      running = await start();
    },
    async stop() {
      try {
        await running.stop('SIGTERM', stopsWithinMs);
      } finally {
        await running.kill();
        await leaves[Symbol.asyncDispose]();
      }
    },
  };
}
