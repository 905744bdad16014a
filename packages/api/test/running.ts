import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App, AppOptions } from '@outgrow/api/create-app';
import { createApp } from '@outgrow/api/create-app';
import { secretHash } from '@outgrow/api/credentials';
import { httpServer } from '@outgrow/api/http-server';
import type { Asking } from './client.ts';
import { ask } from './client.ts';
import type { MemoryStage } from './memory-stage.ts';
import { memoryStage, SECRETS } from './memory-stage.ts';

export const OPERATOR_KEY = 'the-operator';

export interface Logged {
  level: string;
  fields: Record<string, unknown>;
  message: string;
}

/** An app over the memory stage, listening. `await using` closes it. */
export interface Running extends AsyncDisposable {
  url: string;
  stage: MemoryStage;
  app: App;
  server: Server;
  logged: Logged[];
  ask(method: string, path: string, asking?: Asking): ReturnType<typeof ask>;
  signIn(customerId: keyof typeof SECRETS): Promise<string>;
  /** A merchant with one product, `pen`, and a key of its staff. */
  merchant(stock?: number): Promise<{ merchantId: string; staff: string }>;
}

export async function running(options: Partial<AppOptions> = {}, systems: MemoryStage['shop']['systems'] = {}): Promise<Running> {
  const stage = await memoryStage();
  Object.assign(stage.shop.systems, systems);
  const logged: Logged[] = [];
  const writer = (level: string) => (fields: unknown, message?: string) => {
    logged.push(
      typeof fields === 'string'
        ? { level, fields: {}, message: fields }
        : { level, fields: fields as never, message: message ?? '' },
    );
  };
  const log = { info: writer('info'), warn: writer('warn'), error: writer('error') } as AppOptions['log'];
  const app = createApp(stage, { sessionSecret: 'secret', operatorKeyHash: secretHash(OPERATOR_KEY), log, ...options });
  const server = httpServer(app.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const self: Running = {
    url,
    stage,
    app,
    server,
    logged,
    ask: (method, path, asking) => ask(url, method, path, asking),
    async signIn(customerId) {
      const { status, headers } = await self.ask('POST', '/v1/session', { json: { customerId, secret: SECRETS[customerId] } });
      if (status !== 201) throw new Error(`signing ${customerId} in answered ${status}`);
      return (headers.get('set-cookie') ?? '').split(';')[0] as string;
    },
    async merchant(stock = 10) {
      const as = OPERATOR_KEY;
      const registered = await self.ask('POST', '/v1/merchants', {
        as,
        json: { name: 'Pens', categoryId: 'books', currency: 'EUR' },
      });
      const { merchantId } = registered.body;
      const issued = await self.ask('POST', `/v1/merchants/${merchantId}/keys`, { as });
      const pen = { sku: 'pen', name: 'a pen', description: '', categoryId: 'books', priceMinor: 250, stock };
      const added = await self.ask('POST', `/v1/merchants/${merchantId}/products`, { as: issued.body.key, json: pen });
      if (added.status !== 201) throw new Error(`making a merchant answered ${JSON.stringify(added.body)}`);
      return { merchantId, staff: issued.body.key };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}
