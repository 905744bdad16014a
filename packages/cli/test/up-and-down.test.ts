import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningState } from '@outgrow/harness/running-state';
import { query } from '@outgrow/services/postgres-query';
import { anyAlive, familyOf, type ProcessId } from '@outgrow/services/process-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outgrow } from './outgrow.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outgrow-cli-'));
});
afterAll(async () => {
  await outgrow(['down'], dir);
  await rm(dir, { recursive: true, force: true });
});

const state = (): RunningState => JSON.parse(readFileSync(join(dir, 'run/1.json'), 'utf8'));

describe('a stage', { timeout: 90_000 }, () => {
  test('goes up in the background, takes a market, is checked, shows a planted breach, and goes down without a trace', async () => {
    const up = await outgrow(['up', '1', '--detach', '--empty'], dir);
    expect(up.out).toContain('stage 1 is up');
    expect(up.code).toBe(0);
    const family = familyOf(state().process.pid);
    expect(family.length).toBeGreaterThan(3);
    expect((await outgrow(['up', '1', '--detach'], dir)).err).toContain('stage 1 is already up');

    const size = ['--merchants', '4', '--products', '10', '--customers', '10', '--orders', '40', '--seed', 'harbour'];
    const seeded = await outgrow(['seed', '1', ...size], dir);
    expect([seeded.code, seeded.out]).toEqual([0, expect.stringMatching(/^seeded [\d,]+ records \(seed harbour\)/)]);
    expect(await outgrow(['seed', '1', ...size], dir)).toMatchObject({
      code: 1,
      err: expect.stringContaining('stage 1 already holds a market'),
    });
    expect(await buyWithTheVariables()).toMatchObject({ status: 'placed' });
    expect(await outgrow(['check', '1'], dir)).toMatchObject({ code: 0, out: expect.stringContaining('every invariant holds') });

    const owner = state().ready?.urls.postgresOwner ?? '';
    await query(owner, "UPDATE products SET stock = stock - 1 WHERE merchant_id = 'm0001' AND sku = 'p0001'");
    const breached = await outgrow(['check', '1'], dir);
    expect(breached.code).toBe(1);
    expect(breached.out).toMatch(/^stock at m0001: product p0001 has a stock of/);

    expect(await outgrow(['down', '1'], dir)).toMatchObject({ code: 0, out: 'stage 1 is down\n' });
    await expectNothingLeft(family);
  });

  test('goes up with a market in it, and down with Ctrl-C', async () => {
    let family: ProcessId[] = [];
    const small = ['--merchants', '2', '--products', '3', '--orders', '10', '--instances', '2'];
    const { code, out, err } = await outgrow(['up', '1', ...small], dir, (text, pid) => {
      if (!/stop it .*\n/.test(text)) return false;
      family = familyOf(pid);
      return true;
    });
    expect(out).toContain('stage 1 is up: Single system');
    expect(out.match(/http:\/\/127\.0\.0\.1:\d+/g)).toHaveLength(2);
    expect(err).toContain('stage 1 is down');
    expect(code).toBe(0);
    expect(family.length).toBeGreaterThan(4);
    await expectNothingLeft(family);
  });
});

describe('the tour', { timeout: 90_000 }, () => {
  const quick = ['tour', '--stage', '1', '--rate', '5', '--seed', 'harbour'];

  test('prints a row per stage, writes a page and the data, and says what to do next', async () => {
    const report = join(dir, 'report.html');
    const { code, out, err } = await outgrow([...quick, '--seconds', '2', '--report', report], dir);
    expect(err).toContain('--seed harbour');
    expect(out).toMatch(/^stage +durability +requests\/s .*\n-.*\n1 single-system +fsync +\d+ .* 0 .*$/m);
    expect(out).toMatch(/^p50 \/ p99 +stage 1\n/m);
    expect(out).toContain('next ');
    expect(code).toBe(0);
    expect(readFileSync(report, 'utf8')).toContain('No anomaly');
    const [day = ''] = await readdir(join(dir, 'results'));
    const [file = ''] = await readdir(join(dir, 'results', day));
    const result = JSON.parse(readFileSync(join(dir, 'results', day, file), 'utf8'));
    expect(result).toMatchObject({ format: 2, seed: 'harbour', load: { workload: 'mixed', ratePerSecond: 5, seconds: 2 } });
    expect(result.stops[0].measured.anomalies).toBe(0);
  });

  test('stops all of it at Ctrl-C in the middle of the load', async () => {
    let family: ProcessId[] = [];
    const report = join(dir, 'none.html');
    const { code, err } = await outgrow([...quick, '--seconds', '60', '--report', report], dir, (text, pid) => {
      if (!/k6 mixed: \d+ of/.test(text)) return false;
      family = familyOf(pid);
      return true;
    });
    expect(err).toContain('outgrow: stopped');
    expect(code).toBe(130);
    expect(existsSync(report)).toBe(false);
    await expectNothingLeft(family);
  });
});

/** The watchdog ends by itself as soon as its parent has: it is the one that may still be ending. */
/** The watchdog ends of itself, a moment after the process it watched. */
async function expectNothingLeft(family: readonly ProcessId[]): Promise<void> {
  await expect.poll(() => family.filter((one) => anyAlive([one])), { timeout: 5_000 }).toEqual([]);
  expect(existsSync(join(dir, 'run/1.json'))).toBe(false);
}

/** As the README's curl lines do it: with nothing but the file of variables. */
async function buyWithTheVariables(): Promise<unknown> {
  const text = readFileSync(join(dir, 'run/1.env'), 'utf8');
  const set = Object.fromEntries([...text.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${set.SHOP}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const session = await post('/v1/session', { customerId: set.CUSTOMER, secret: set.CUSTOMER_SECRET });
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const body = { merchantId: set.MERCHANT, lines: [{ sku: set.SKU, quantity: 1 }] };
  return (await post('/v1/orders', body, { cookie, 'idempotency-key': 'first' })).json();
}
