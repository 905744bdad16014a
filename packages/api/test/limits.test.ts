import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '@outgrow/domain/store-error';
import { expect, test, vi } from 'vitest';
import { gate } from './gate.ts';
import { headOf, rawConnection } from './raw-connection.ts';
import { OPERATOR_KEY, running } from './running.ts';

const register = { as: OPERATOR_KEY, json: { name: 'Pens', categoryId: 'books', currency: 'EUR' } };

test('above its number of requests under way it sheds the rest at once, and still says how it is', async () => {
  await using at = await running({ maxInFlight: 3 });
  const { merchantId } = await at.merchant();
  const held = gate();
  at.stage.shop.reading = held.wait;
  const path = `/v1/merchants/${merchantId}`;
  const waiting = [1, 2, 3].map(() => at.ask('GET', path));
  await expect.poll(() => at.app.inFlight()).toBe(3);
  const shed = await at.ask('POST', '/v1/merchants', register);
  expect([shed.status, shed.body.code, shed.headers.get('retry-after')]).toEqual([503, 'overloaded', '1']);
  for (const exempt of ['/healthz', '/readyz', '/metrics']) expect((await at.ask('GET', exempt)).status).toBe(200);
  expect((await at.ask('GET', '/metrics')).body).toMatch(/^http_requests_shed_total 1$/m);
  held.open();
  for (const one of waiting) expect((await one).status).toBe(200);
  expect((await at.ask('GET', path)).status).toBe(200);
  expect(at.app.inFlight()).toBe(0);
});

test('a read past its time limit is 503 timed_out, and holds its place until its work has ended', async () => {
  await using at = await running({ requestTimeoutMs: 300, maxInFlight: 1 });
  const held = gate();
  at.stage.shop.reading = held.wait;
  const late = await at.ask('GET', '/v1/merchants/m1');
  expect([late.status, late.body.code, late.headers.get('retry-after')]).toEqual([503, 'timed_out', '1']);
  expect((await at.ask('GET', '/v1/merchants/m1')).body.code).toBe('overloaded');
  held.open();
  await expect.poll(() => at.app.inFlight()).toBe(0);
  expect((await at.ask('GET', '/v1/merchants/m1')).status).toBe(404);
});

test('a command past its time limit is 503 outcome_unknown, and its repeat hears how it ended', async () => {
  await using at = await running({ requestTimeoutMs: 300 });
  const held = gate();
  at.stage.shop.during = held.wait;
  const late = await at.ask('POST', '/v1/merchants', { ...register, key: 'once' });
  expect([late.status, late.body.code]).toEqual([503, 'outcome_unknown']);
  expect(late.body.detail).toMatch(/same Idempotency-Key/);
  held.open();
  await expect.poll(() => at.app.inFlight()).toBe(0);
  const again = await at.ask('POST', '/v1/merchants', { ...register, key: 'once' });
  expect([again.status, [...at.stage.shop.records_.keys()].filter((key) => key.startsWith('merchant/'))]).toEqual([
    201,
    [`merchant/${again.body.merchantId}/`],
  ]);
});

test('a command whose body does not come in time was not begun, and says so', async () => {
  await using at = await running({ requestTimeoutMs: 300 });
  const { socket, heard } = rawConnection(at.url);
  socket.write(`${headOf('/v1/merchants', 70, [`Authorization: Bearer ${OPERATOR_KEY}`, 'Idempotency-Key: k'])}{`);
  await expect.poll(heard).toMatch(/503 [\s\S]*"code":"timed_out"/);
  expect(at.stage.shop.records_.has('merchant')).toBe(false);
  // Its place is free again, or some of these would shut the door for good.
  await expect.poll(() => at.app.inFlight()).toBe(0);
});

test('a session store that hangs delays nobody past the time limit', async () => {
  await using at = await running({ requestTimeoutMs: 300 });
  const cookie = await at.signIn('ada');
  at.stage.sessions.get = () => {};
  at.stage.sessions.destroy = () => {};
  expect((await at.ask('GET', '/v1/cart', { cookie })).body.code).toBe('timed_out');
  const late = await at.ask('POST', '/v1/session', { json: { customerId: 'ada', secret: 'ada-secret' } });
  // Whether the new session was stored nobody can say.
  expect([late.body.code, late.headers.get('set-cookie')]).toEqual(['outcome_unknown', null]);
});

test('who was told that nothing was written finds nothing written, also where a read came late and the write after it', async () => {
  await using at = await running({ requestTimeoutMs: 300 });
  const { merchantId } = await at.merchant();
  const keys = `/v1/merchants/${merchantId}/keys`;
  const issued = vi.spyOn(at.stage.staffKeys, 'add');
  const stored = vi.spyOn(at.stage.sessions, 'set');
  const held = gate();
  at.stage.shop.reading = held.wait;
  const late = [
    at.ask('POST', keys, { as: OPERATOR_KEY }),
    at.ask('POST', '/v1/session', { json: { customerId: 'ada', secret: 'ada-secret' } }),
  ];
  for (const one of late) expect((await one).body.code).toBe('timed_out');
  held.open();
  await expect.poll(() => at.app.inFlight()).toBe(0);
  expect([issued.mock.calls, stored.mock.calls, at.logged]).toEqual([[], [], []]);
});

test('settling may take longer than a request', async () => {
  await using at = await running({ requestTimeoutMs: 300 });
  at.stage.shop.reading = () => delay(600);
  expect((await at.ask('POST', '/v1/ops/settle', { as: OPERATOR_KEY })).status).toBe(204);
});

test('a system that fails is 503: not applied may be tried again, unknown only with the same key', async () => {
  await using at = await running();
  const { shop } = at.stage;
  const failing = (outcome: 'not_applied' | 'unknown') => async () => {
    throw new StoreError('memory', outcome, 'password=secret at 10.0.0.1');
  };
  shop.during = failing('not_applied');
  const refused = await at.ask('POST', '/v1/merchants', register);
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
  shop.during = failing('unknown');
  const unknown = await at.ask('POST', '/v1/merchants', register);
  expect([unknown.status, unknown.body.code]).toEqual([503, 'outcome_unknown']);
  // Of a read nothing is left unknown.
  shop.reading = failing('unknown');
  expect((await at.ask('GET', '/v1/merchants/m1')).body.code).toBe('unavailable');
  expect(JSON.stringify([refused.body, unknown.body])).not.toMatch(/secret|memory/);
  expect(at.logged.map(({ level, fields }) => [level, fields.outcome])).toEqual([
    ['warn', 'not_applied'],
    ['warn', 'unknown'],
    ['warn', 'unknown'],
  ]);
});

test('a bug is 500 with an id that the log knows, and nothing else is told', async () => {
  await using at = await running();
  at.stage.shop.reading = async () => {
    throw new TypeError('the secret of the house');
  };
  const heard = await at.ask('GET', '/v1/merchants/m1');
  expect([heard.status, heard.body.code]).toEqual([500, 'internal']);
  expect(JSON.stringify(heard.body)).not.toMatch(/house|TypeError/);
  expect(at.logged).toMatchObject([{ level: 'error', fields: { instance: heard.body.instance, err: expect.any(TypeError) } }]);
});

test('readiness names each system, and waits a second for one that hangs', async () => {
  await using at = await running();
  expect((await at.ask('GET', '/readyz')).body).toEqual({
    ready: true,
    draining: false,
    systems: { memory: { ok: true, needed: true } },
  });
  let asked = 0;
  const systems = {
    broken: async () => {
      throw new Error('connection refused');
    },
    hanging: () => {
      asked += 1;
      return new Promise<void>(() => {});
    },
  };
  await using ill = await running({}, systems);
  const [one] = await Promise.all([ill.ask('GET', '/readyz'), ill.ask('GET', '/readyz')]);
  expect(one.status).toBe(503);
  expect(one.body).toEqual({
    ready: false,
    draining: false,
    systems: {
      memory: { ok: true, needed: true },
      broken: { ok: false, needed: true, reason: 'connection refused' },
      hanging: { ok: false, needed: true, reason: 'no answer within 1000 ms' },
    },
  });
  expect(asked).toBe(1);
});

test('while draining it is not ready, and each connection ends with its reply', async () => {
  await using at = await running();
  at.app.drain();
  const heard = await at.ask('GET', '/readyz');
  expect([heard.status, heard.body.ready, heard.body.draining, heard.headers.get('connection')]).toEqual([
    503,
    false,
    true,
    'close',
  ]);
});

test('durations are kept by route template, commands by result', async () => {
  await using at = await running();
  const { merchantId } = await at.merchant();
  for (const id of [merchantId, 'nobody']) await at.ask('GET', `/v1/merchants/${id}`);
  await at.ask('GET', '/no/such/path');
  const cookie = await at.signIn('ada');
  await at.ask('POST', '/v1/orders', { cookie, json: { merchantId, lines: [{ sku: 'pen', quantity: 99 }] } });
  const { body, headers } = await at.ask('GET', '/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
  for (const status of ['2xx', '4xx']) {
    const count = `http_request_duration_seconds_count{method="GET",route="/v1/merchants/:merchantId",status="${status}"} 1`;
    expect(body).toContain(count);
    expect(body).toContain(count.replace('_count{', '_bucket{le="+Inf",'));
  }
  expect(body).toContain('http_request_duration_seconds_count{method="*",route="unmatched",status="4xx"} 1');
  expect(body).toContain('outgrow_commands_total{type="add-product",result="accepted"} 1');
  expect(body).toContain('outgrow_commands_total{type="place-order",result="out_of_stock"} 1');
  expect(body).toMatch(/^http_requests_in_flight 1$/m);
  expect(body).not.toContain(merchantId);
});
