import { freePort } from './free-port.ts';

const PORTS_TRIED = 5;
/** As servers, Node and the engines of containers say it. */
const TAKEN = /address already in use|EADDRINUSE|port is already allocated/i;

/** Starts something at a free port, and at another one where the error says that somebody was faster. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === PORTS_TRIED || !TAKEN.test(String(error))) throw error;
    }
  }
}
