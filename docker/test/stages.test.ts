import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { composeOf, containersOf, dockerFolder, leftOf, memoryOf } from './docker.ts';

// Every stage as its compose file brings it up, found by what lies in docker/. Not part of `npm test`: it wants an engine and all images.

const state = join(dockerFolder, '../.outgrow');
const figures: Record<string, { upSeconds: number; againSeconds?: number; memory: Record<string, string> }> = {};
const stages = readdirSync(dockerFolder).flatMap((name) => Number(/^stage-(\d+)\.yml$/.exec(name)?.[1] ?? 0) || []);

afterAll(() => {
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'containers.json'), `${JSON.stringify(figures, null, 2)}\n`);
  console.log(figures);
});

// In their order: each test needs the one before.
describe.for(stages)('stage %s by docker compose', { timeout: 800_000 }, (stage) => {
  const compose = composeOf(stage);
  const down = () => compose('--profile', '*', 'down', '--volumes', '--remove-orphans');
  afterAll(() => down(), 120_000);
  let shop: Readonly<Record<string, string>> = {};
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${shop.SHOP}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
  const up = async () => {
    const startMs = performance.now();
    await compose('up', '--wait', '--wait-timeout', '600');
    return Math.round((performance.now() - startMs) / 100) / 10;
  };

  test('comes up from nothing, and says so when it is ready', async () => {
    await down();
    await compose('build', '--quiet');
    const upSeconds = await up();
    figures[`stage ${stage}`] = { upSeconds, memory: await memoryOf(stage) };
    const said = await compose('logs', '--no-log-prefix', 'seed');
    shop = Object.fromEntries([...said.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
    expect(Object.keys(shop)).toContain('CUSTOMER_SECRET');
  });

  test('answers the request of the README, and has all of its systems', async () => {
    const product = await ask('/v1/merchants/m0001/products/p0001');
    expect(await product.json()).toMatchObject({ sku: 'p0001' });
    const { systems } = (await (await ask('/readyz')).json()) as { systems: Record<string, { ok: boolean }> };
    expect(Object.entries(systems).filter(([, { ok }]) => !ok)).toEqual([]);
  });

  test('takes an order, which is there again after a stop of everything, and whose customer is still signed in', async () => {
    const json = { 'Content-Type': 'application/json' };
    const customer = JSON.stringify({ customerId: shop.CUSTOMER, secret: shop.CUSTOMER_SECRET });
    const signedIn = await ask('/v1/session', { method: 'POST', headers: json, body: customer });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const headers = { ...json, cookie, 'Idempotency-Key': 'compose' };
    const body = JSON.stringify({ merchantId: shop.MERCHANT, lines: [{ sku: shop.SKU, quantity: 1 }] });
    const order = async () => {
      const answer = await ask('/v1/orders', { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    };
    const placed = await order();
    expect(placed.status, placed.text).toBe(201);
    await compose('stop');
    // 143: by SIGTERM, as Java ends; 137 is a kill, because it did not end or because it had too little memory.
    for (const [name, status] of Object.entries(await containersOf(stage, '{{.Status}}')))
      expect(status, name).toMatch(/^Exited \((0|143)\)/);
    Object.assign(figures[`stage ${stage}`] ?? {}, { againSeconds: await up() });
    expect(await order()).toEqual(placed);
  });

  test('takes the load of its profile', async () => {
    await compose('--profile', 'load', 'run', '--rm', '--env', 'LOAD_SECONDS=5', '--env', 'RATE=5', 'load');
    for (const [name, status] of Object.entries(await containersOf(stage, '{{.Status}}')))
      expect(status, name).toMatch(/^(Up .*\(healthy\)|Exited \(0\))/);
  });

  test('leaves nothing behind', async () => {
    await down();
    expect(await leftOf(stage)).toEqual(['', '', '']);
  });
});
