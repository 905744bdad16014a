import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningState } from '@outgrow/harness/running-state';
import { query } from '@outgrow/services/postgres-query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outgrow } from './outgrow.ts';

let dir: string;
let owner: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outgrow-cli-'));
  const size = ['--merchants', '2', '--products', '5', '--customers', '5', '--orders', '10', '--seed', 'harbour'];
  const up = await outgrow(['up', '2', '--detach', ...size], dir);
  expect(up, up.err).toMatchObject({ code: 0 });
  owner = (JSON.parse(readFileSync(join(dir, 'run/2.json'), 'utf8')) as RunningState).ready?.urls.postgresOwner ?? '';
}, 120_000);
afterAll(async () => {
  await outgrow(['down'], dir);
  expect(await readdir(join(dir, 'run'))).toEqual(['2.log']);
  await rm(dir, { recursive: true, force: true });
}, 60_000);

test('what was written behind the back of the copies is laid to them, put right, and not found again', {
  timeout: 60_000,
}, async () => {
  expect(await outgrow(['reconcile', '2', '--dry-run'], dir)).toMatchObject({ code: 0 });
  // The trigger that notes the time of a change is held off, so that the warehouse does not load it either.
  await query(
    owner,
    `DO $$ BEGIN
      ALTER TABLE products DISABLE TRIGGER product_changes;
      UPDATE products SET price_minor = 4242, version = version + 1 WHERE merchant_id = 'm0001' AND sku = 'p0001';
      ALTER TABLE products ENABLE TRIGGER product_changes;
    END $$`,
  );
  const found = await outgrow(['reconcile', '2', '--dry-run'], dir);
  expect(found.code).toBe(1);
  for (const system of ['index', 'warehouse']) {
    expect(found.out).toMatch(new RegExp(`^${system} was wrong: 1 behind of \\d+ compared$`, 'm'));
    expect(found.out).toMatch(new RegExp(`^  ${system} has product/m0001/p0001 as version .* at 4242 EUR \\(behind\\)$`, 'm'));
  }
  const mended = await outgrow(['reconcile', '2'], dir);
  expect([mended.code, mended.out.match(/1 put right/g)]).toEqual([0, ['1 put right', '1 put right']]);
  const after = await outgrow(['reconcile', '2', '--dry-run'], dir);
  expect(after.out.match(/all as stored/g)).toHaveLength(3);
});

test('a copy is made anew by one command, and one that there is not is told with those there are', {
  timeout: 60_000,
}, async () => {
  for (const [system, records] of [
    ['warehouse', 20],
    ['index', 10],
    ['grid', 0],
  ]) {
    const { code, out } = await outgrow(['rebuild', '2', String(system)], dir);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^the ${system} holds ${records} records again, after [\\d.]+ s$`, 'm')),
    ]);
  }
  const none = await outgrow(['rebuild', '2', 'moon'], dir);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('keeps no copies in moon; there is grid, index, warehouse')]);
});
