import { expect, test } from 'vitest';
import { ask } from './client.ts';
import { spawned } from './spawned.ts';

const settings = { OPERATOR_KEY: 'op', SESSION_SECRET: 's', POSTGRES_URL: 'postgres://x', POSTGRES_OWNER_URL: 'postgres://y' };
const register = { as: 'op', json: { name: 'Pens', categoryId: 'books', currency: 'EUR' } };

test('a process says when it is ready, gives the stage its addresses, and has the metrics of its process', async () => {
  const app = await spawned(settings);
  expect((await ask(app.url, 'GET', '/readyz')).body.systems).toHaveProperty(['postgres,postgresOwner']);
  const metrics = await ask(app.url, 'GET', '/metrics');
  expect(metrics.body).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(metrics.body).toMatch(/^process_cpu_seconds_total /m);
  app.child.kill('SIGINT');
  expect(await app.ended).toBe(0);
  expect(app.lines.map(({ msg }) => msg).filter((msg) => msg !== 'exit')).toEqual(['ready', 'draining', 'stopped']);
  expect(app.lines.find(({ msg }) => msg === 'exit')).toMatchObject({ sdkModules: 0 });
});

test('told to stop, it finishes what is under way, takes nothing new, and ends with code 0', async () => {
  const app = await spawned({ ...settings, COMMAND_TAKES_MS: '500' });
  const underWay = ask(app.url, 'POST', '/v1/merchants', register);
  await expect.poll(async () => (await ask(app.url, 'GET', '/metrics')).body).toMatch(/^http_requests_in_flight 2$/m);
  app.child.kill('SIGTERM');
  await expect.poll(() => app.lines.some(({ msg }) => msg === 'draining')).toBe(true);
  await expect(fetch(`${app.url}/healthz`)).rejects.toThrow('fetch failed');
  expect((await underWay).status).toBe(201);
  expect(await app.ended).toBe(0);
});

test('a second signal does not wait', async () => {
  const app = await spawned({ ...settings, COMMAND_TAKES_MS: '5000' });
  const underWay = ask(app.url, 'POST', '/v1/merchants', register).catch((error: Error) => error.message);
  await expect.poll(async () => (await ask(app.url, 'GET', '/metrics')).body).toMatch(/^http_requests_in_flight 2$/m);
  app.child.kill('SIGTERM');
  await expect.poll(() => app.lines.some(({ msg }) => msg === 'draining')).toBe(true);
  app.child.kill('SIGTERM');
  expect(await app.ended).toBe(null);
  expect(await underWay).toBe('fetch failed');
});

test('settings that make it weaker than meant are warned of', async () => {
  const app = await spawned({});
  app.child.kill('SIGTERM');
  await app.ended;
  const warnings = app.lines.filter(({ level }) => level === 40).map(({ msg }) => msg);
  expect(warnings).toEqual([expect.stringContaining('SESSION_SECRET'), expect.stringContaining('OPERATOR_KEY')]);
});
