import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { gate } from './gate.ts';
import { headOf, rawConnection } from './raw-connection.ts';
import type { Running } from './running.ts';
import { running } from './running.ts';

const NOBODY = JSON.stringify({ customerId: 'nobody', secret: 'x' });

/** Connections on each of which a sign-in has begun, without its body. */
async function withoutBodies(at: Running, count: number) {
  const connections = [];
  for (let one = 0; one < count; one += 1) {
    const connection = rawConnection(at.url);
    connection.socket.write(headOf('/v1/session', NOBODY.length));
    await once(at.server, 'request');
    connections.push(connection);
  }
  return connections;
}

test('clients that send no bodies take no places: others are served, and sign in', async () => {
  await using at = await running({ maxInFlight: 2 });
  await withoutBodies(at, 6);
  expect((await at.ask('GET', '/v1/merchants/m1')).status).toBe(404);
  expect(await at.signIn('ada')).toMatch(/^outgrow\.sid=/);
});

test('four bodies may be coming for each place; the request with the next is shed, one that comes whole is not', async () => {
  await using at = await running({ maxInFlight: 1 });
  // Twice, as each gives up what it took.
  for (const _round of [1, 2]) {
    const coming = await withoutBodies(at, 4);
    const [next] = await withoutBodies(at, 1);
    await expect.poll(() => next?.heard()).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"overloaded"/);
    const whole = rawConnection(at.url);
    whole.socket.write(`${headOf('/v1/session', NOBODY.length)}${NOBODY}`);
    await expect.poll(whole.heard).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":"sign_in_failed"/);
    for (const { socket, heard } of coming) {
      socket.write(NOBODY);
      await expect.poll(heard).toMatch(/^HTTP\/1\.1 401 [\s\S]*"code":"sign_in_failed"/);
    }
  }
  expect((await at.ask('GET', '/metrics')).body).toMatch(/^http_requests_shed_total 2$/m);
});

test('a request whose body has come when every place is taken is shed, and nothing is done', async () => {
  await using at = await running({ maxInFlight: 1 });
  const [late] = await withoutBodies(at, 1);
  const held = gate();
  at.stage.shop.reading = held.wait;
  const read = at.ask('GET', '/v1/merchants/m1');
  await expect.poll(() => at.app.inFlight()).toBe(1);
  late?.socket.write(NOBODY);
  await expect.poll(() => late?.heard()).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"overloaded"/);
  held.open();
  expect((await read).status).toBe(404);
  await expect.poll(() => at.app.inFlight()).toBe(0);
});

test('a body that comes byte by byte is read whole', async () => {
  await using at = await running();
  const { socket, heard } = rawConnection(at.url);
  const chunks = [...JSON.stringify({ customerId: 'ada', secret: 'x'.repeat(150) })].map((byte) => `1\r\n${byte}\r\n`);
  const head = headOf('/v1/session', 0).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
  socket.write(`${head}${chunks.join('')}0\r\n\r\n`);
  await expect.poll(heard).toMatch(/"code":"sign_in_failed"/);
});

test.each([
  ['before its body has come', ''],
  ['after its body has come', JSON.stringify({ quantity: 1 })],
])('a client that hangs up while it is being identified leaves nothing behind, %s', async (_when, body) => {
  await using at = await running();
  const { merchantId, staff } = await at.merchant();
  const held = gate();
  const { find } = at.stage.staffKeys;
  at.stage.staffKeys.find = (hash) => held.wait().then(() => find(hash));
  const accepted = once(at.server, 'connection') as Promise<[Socket]>;
  const { socket } = rawConnection(at.url);
  const head = headOf(`/v1/merchants/${merchantId}/products/pen/restock`, 14, [
    `Authorization: Bearer ${staff}`,
    'Idempotency-Key: k',
  ]);
  socket.write(`${head}${body}`);
  const [connection] = await accepted;
  await expect.poll(() => at.app.inFlight()).toBe(1);
  socket.destroy();
  await once(connection, 'close');
  // What is under way counts, whoever waits for it.
  expect(at.app.inFlight()).toBe(1);
  held.open();
  await expect.poll(() => at.app.inFlight()).toBe(0);
  expect(at.logged).toEqual([]);
});

test('who was identified only after the time limit leaves nothing behind', async () => {
  await using at = await running({ requestTimeoutMs: 300 });
  const held = gate();
  at.stage.staffKeys.find = () => held.wait().then(() => ({ merchantId: 'm1' }) as never);
  const { socket, heard } = rawConnection(at.url);
  socket.write(headOf('/v1/merchants/m1/products', 70, ['Authorization: Bearer og_m1', 'Idempotency-Key: k']));
  await expect.poll(heard).toMatch(/"code":"timed_out"/);
  held.open();
  await expect.poll(() => at.app.inFlight()).toBe(0);
});
