import { once } from 'node:events';
import { expect, test } from 'vitest';
import { gate } from './gate.ts';
import { headOf, rawConnection } from './raw-connection.ts';
import { OPERATOR_KEY, running } from './running.ts';

const operator = [`Authorization: Bearer ${OPERATOR_KEY}`, 'Idempotency-Key: once'];
const pens = { name: 'Pens', categoryId: 'books', currency: 'EUR' };

test.each([
  ['headers that are too large', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`],
  ['what is not HTTP', 'NONSENSE\r\n\r\n'],
])('%s after a command that is under way are not answered in its place', async (_what, next) => {
  await using at = await running();
  const held = gate();
  at.stage.shop.during = held.wait;
  const { socket, heard } = rawConnection(at.url);
  const body = JSON.stringify(pens);
  socket.write(`${headOf('/v1/merchants', body.length, operator)}${body}`);
  await expect.poll(() => at.app.inFlight()).toBe(1);
  const closed = once(socket, 'close');
  socket.write(next);
  await closed;
  expect(heard()).toBe('');
  held.open();
  await expect.poll(() => at.app.inFlight()).toBe(0);
  // It took effect, as its repeat hears.
  const again = await at.ask('POST', '/v1/merchants', { as: OPERATOR_KEY, key: 'once', json: pens });
  expect([again.status, at.stage.shop.records_.has(`merchant/${again.body.merchantId}/`)]).toEqual([201, true]);
});

test('a body that is not what its head says is answered, since its command was not begun', async () => {
  await using at = await running();
  const { socket, heard } = rawConnection(at.url);
  const closed = once(socket, 'close');
  const head = headOf('/v1/merchants', 0, operator).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
  socket.write(`${head}no length\r\n`);
  await closed;
  expect(heard()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"malformed_http"/);
  await expect.poll(() => at.app.inFlight()).toBe(0);
});
