import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Writer } from '../src/writer.ts';

/** A server on loopback, with its endpoint, until it is disposed. */
export async function listening(server: Server): Promise<{ endpoint: string } & AsyncDisposable> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

/** What a node answers to a handshake that it accepts: no features, and its id. */
export function letIn(to: Writer): void {
  to.byte(1);
  to.byte(12);
  to.int(0);
  to.byte(10);
  to.bytes(Buffer.alloc(16));
}
