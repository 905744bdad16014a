import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJson } from '@outgrow/api/read-json';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headOf, rawConnection } from './raw-connection.ts';

const server = createServer();
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A request of which only the head has come, as the server has it, and the client's end of its connection. */
async function begun() {
  const { socket } = rawConnection(url);
  socket.write(headOf('/', 10));
  const [req, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  return { req, res, socket };
}

const BROKEN = { code: 'invalid_request', message: expect.stringContaining('connection broke') };

test('the body of a client that has hung up is not waited for', async () => {
  const { req, res, socket } = await begun();
  socket.destroy();
  await once(res, 'close');
  await expect(readJson(req, res)).rejects.toMatchObject(BROKEN);
});

test('the body of a request that has been answered is not waited for', async () => {
  const { req, res } = await begun();
  res.end();
  await once(res, 'close');
  await expect(readJson(req, res)).rejects.toMatchObject(BROKEN);
});
