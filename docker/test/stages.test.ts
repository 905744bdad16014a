import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOwnProject, composeOf, containersOf, dockerFolder, leftOf, memoryOf } from './docker.ts';

// Every stage as its compose file brings it up, found by what lies in docker/. Not part of `npm test`: it wants an engine and all images.

const state = join(dockerFolder, '../.outgrow');
const figures: Record<string, { upSeconds: number; againSeconds?: number; memory: Record<string, string> }> = {};
const metrics: string[] = [];
/** What Prometheus asks: each process of ours that goes on running. */
const scraped =
  /names: \[(.*)\]/.exec(readFileSync(join(dockerFolder, 'observe/prometheus.yml'), 'utf8'))?.[1]?.split(', ') ?? [];
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
  beforeAll(() => asOwnProject(stage));
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

  test('answers the request that its file names, and has all of its systems', async () => {
    const file = readFileSync(join(dockerFolder, `stage-${stage}.yml`), 'utf8');
    const path = /^# +curl -s '?http:\/\/[^/]+([^'\n]+)'?$/m.exec(file)?.[1] ?? '';
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/"sku":"p\d+"/)]);
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

  test('takes the load of its profile, whose commands are those of its market', async () => {
    const commands = async (result: string) =>
      [...(await (await ask('/metrics')).text()).matchAll(/^outgrow_commands_total\{.*result="(\w+)".*\} (\d+)$/gm)]
        .filter(([, of]) => of === result)
        .reduce((sum, [, , count]) => sum + Number(count), 0);
    const before = await commands('accepted');
    await compose('--profile', 'load', 'run', '--rm', '--env', 'LOAD_SECONDS=5', '--env', 'RATE=5', 'load');
    expect(await commands('accepted')).toBeGreaterThan(before + 5);
    expect(await commands('error')).toBe(0);
    expect(await compose('--profile', 'check', 'run', '--rm', 'check')).toContain('every invariant holds');
    for (const [name, status] of Object.entries(await containersOf(stage, '{{.Status}}')))
      expect(status, name).toMatch(/^(Up .*\(healthy\)|Exited \(0\))/);
  });

  test('tells its metrics', async () => {
    const script = "fetch('http://127.0.0.1:8080/metrics').then((answer) => answer.text()).then(console.log)";
    for (const service of (await compose('ps', '--services', '--status', 'running')).trim().split('\n'))
      if (scraped.includes(service)) metrics.push(await compose('exec', '-T', service, 'node', '--eval', script));
  });

  test('leaves nothing behind', async () => {
    await down();
    expect(await leftOf(stage)).toEqual(['', '', '']);
  });
});

test('what the dashboard asks for is told by one stage or another', () => {
  const dashboard = readFileSync(join(dockerFolder, 'observe/dashboards/shop.json'), 'utf8');
  const { panels } = JSON.parse(dashboard) as { panels: { targets: { expr: string }[] }[] };
  const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/\b[a-z]+_[a-z0-9_]+\b(?!\()/g) ?? []));
  const told = new Set(metrics.flatMap((text) => [...text.matchAll(/^(\w+)[{ ]/gm)].map(([, name]) => name)));
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !told.has(name))).toEqual([]);
});
