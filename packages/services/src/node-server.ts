import { type NodeCommand, nodeProcess, type StartedNodeProcess } from './node-process.ts';
import { onFreePort } from './on-free-port.ts';
import type { Service } from './service.ts';

/** A process of ours that serves HTTP at PORT on a free port, ready when its /readyz says so: a worker beside the apps. */
export function nodeServer({ kind, ...command }: NodeCommand & { kind: string }): Service<StartedNodeProcess> {
  return {
    declares: { entry: command.entry },
    start: () =>
      onFreePort((port) => {
        const env = { ...command.env, PORT: String(port) };
        return nodeProcess({ ...command, kind, env, readyUrl: `http://127.0.0.1:${port}/readyz` }).start();
      }),
  };
}
