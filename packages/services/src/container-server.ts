import type { RunningServer } from './running-server.ts';
import type { ServerContainer } from './server-container.ts';

/** A server that is the first process of a container. `address` is where it is reached from here. */
export function containerServer(container: ServerContainer, address: string): RunningServer {
  return {
    mode: 'container',
    address,
    container,
    pids: () => [], // The engine may run elsewhere or in a machine of its own: none is visible from here.
    ended: () => container.ended(),
    kill: () => container.kill(),
    pause: () => container.pause(),
    resume: () => container.resume(),
    restart: () => container.restart(),
    stop: () => container.remove(),
  };
}
