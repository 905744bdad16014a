import { randomInt } from 'node:crypto';
import getPort from 'get-port';

// Below the range from which systems pick the ports of outgoing connections: a client could otherwise take the port of
// a killed server before its restart, even by connecting to itself.
const FIRST = 20_000;
const LAST = 32_000;

/** A port on loopback where nothing listens. Another process may still be faster to take it. */
export function freePort(): Promise<number> {
  return getPort({ host: '127.0.0.1', port: Array.from({ length: 20 }, () => randomInt(FIRST, LAST)) });
}
