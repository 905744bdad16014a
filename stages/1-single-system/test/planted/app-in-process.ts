import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AppOptions, createApp } from '@outgrow/api/create-app';
import { secretHash } from '@outgrow/api/credentials';
import { httpServer } from '@outgrow/api/http-server';
import type { Opened } from '@outgrow/api/opened';

export interface AppInProcess extends AsyncDisposable {
  url: string;
}

/** An app instance over ports that a test may have wrapped. */
export async function appInProcess(opened: Opened, operatorKey: string): Promise<AppInProcess> {
  // The same secret for all: with the same store, a session that begins at one instance goes on at another.
  const { app } = createApp(opened, { sessionSecret: 'shared', operatorKeyHash: secretHash(operatorKey), log: SILENT });
  const server = httpServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const SILENT = { info() {}, warn() {}, error() {} } as AppOptions['log'];
