import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { outgrow } from '../../packages/cli/test/outgrow.ts';
import { asOwnProject, composeOf, leftOf } from './docker.ts';

// What people run into, with an engine: `outgrow compose` says it in a line, and leaves nothing behind.

const STAGE = 1;
const compose = composeOf(STAGE);
const down = () => compose('down', '--volumes', '--remove-orphans');
const dir = join(import.meta.dirname, '../../.outgrow');
const asAdmin = (sql: string) =>
  compose('exec', '-T', 'postgres', 'sh', '-c', `PGPASSWORD="$POSTGRES_PASSWORD" psql -U postgres -d shop -c "${sql}"`);
const run = (...args: string[]) => outgrow(['compose', String(STAGE), ...args], dir);

beforeAll(async () => {
  await asOwnProject(STAGE);
  await down();
}, 120_000);
afterAll(() => down(), 120_000);

test('a taken port, by the process that has it', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as { port: number };
    vi.stubEnv('OUTGROW_1_PORT', String(port));
    const { code, err } = await run();
    expect(err).toContain(`port ${port}, which app is to be reached at, is taken by`);
    expect(err).toContain(`(process ${process.pid})`);
    expect(code).toBe(1);
  } finally {
    vi.unstubAllEnvs();
    server.close();
  }
  expect(await leftOf(STAGE)).toEqual(['', '', '']);
}, 60_000);

test('volumes of an older schema, and the command that empties them', async () => {
  expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('stage 1 is up in containers') });
  await asAdmin("UPDATE migrations_made_by SET sha256 = 'of another file'");
  expect(await run('--down')).toMatchObject({ code: 0 });
  const refused = await run();
  expect(refused.err).toContain('the data is of an older schema, with another 001_shop.sql');
  expect(refused.err).toContain('npm run outgrow -- compose 1 --reset');
  expect(refused.code).toBe(1);
  expect((await leftOf(STAGE))[0]).toBe('');
  expect(await run('--reset')).toMatchObject({ code: 0, out: expect.stringContaining('stage 1 is up in containers') });
  expect(await run('--down', '--reset')).toMatchObject({ code: 0 });
  expect(await leftOf(STAGE)).toEqual(['', '', '']);
}, 900_000);

test('a market of which seeding was interrupted is not taken for a whole one', async () => {
  expect(await run()).toMatchObject({ code: 0 });
  await compose('stop', 'app');
  await compose('run', '--rm', '--no-deps', '-T', '--entrypoint', 'rm', 'seed', '/var/lib/outgrow/seeded');
  expect(await run('--down')).toMatchObject({ code: 0 });
  const refused = await run();
  expect(refused.err).toContain('the shop holds a part of a market');
  expect(refused.err).toContain('npm run outgrow -- compose 1 --reset');
  expect(refused.code).toBe(1);
  expect(await run('--down', '--reset')).toMatchObject({ code: 0 });
}, 900_000);

test('a record that breaks an invariant, and which', async () => {
  expect(await run()).toMatchObject({ code: 0 });
  const check = () => compose('run', '--rm', '-T', 'check');
  expect(await check()).toContain('every invariant holds');
  await asAdmin("UPDATE products SET stock = stock - 1 WHERE merchant_id = 'm0001' AND sku = 'p0001'");
  await expect(check()).rejects.toThrow(/ended with 1:[\s\S]*1 breach in/);
  expect(await run('--down', '--reset')).toMatchObject({ code: 0 });
}, 300_000);

test('an interruption takes down what was started', async () => {
  const { code } = await outgrow(['compose', String(STAGE)], dir, (text) => /-postgres-1 +Started/.test(text));
  expect(code).toBe(130);
  const [containers, volumes, networks] = await leftOf(STAGE);
  expect([containers, networks]).toEqual(['', '']);
  // What is in them is somebody's.
  expect(volumes).not.toBe('');
}, 300_000);
