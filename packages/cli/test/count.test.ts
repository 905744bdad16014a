import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outgrow } from './outgrow.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outgrow-count-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('counts a stage that is named, and says in a row and by name what it found', async () => {
  const { code, out, err } = await outgrow(['count', '1'], dir);
  expect([code, err]).toEqual([0, expect.stringContaining('settling and counting')]);
  expect(out).toMatch(/^stage +platforms +processes .* memory \(MiB\)\n[- ]+\n1 single-system +1 +2 /);
  expect(out).toMatch(/must set +POSTGRES_OWNER_URL, POSTGRES_URL\n +may set .*\bPOOL\b/);
  expect(out).toMatch(/every stage shares: [\d,]+ lines/);
});

test('counts as JSON too, each stage once, with nothing else on stdout and no secret in it', async () => {
  const { code, out } = await outgrow(['count', '1', '1', '--json'], dir);
  const all = JSON.parse(out);
  expect([code, all.length]).toEqual([0, 1]);
  expect(all[0]).toMatchObject({
    stage: { number: 1, name: 'single-system' },
    count: {
      platforms: ['postgres'],
      processes: [
        { name: 'postgres', ports: [expect.any(Number)] },
        { name: 'app1', ports: [expect.any(Number)] },
      ],
      libraries: expect.arrayContaining(['pg', 'pg-protocol']),
      lines: { synchronisation: 0 },
    },
  });
  expect(out).not.toContain('://');
});

test('stops what it started where it is stopped', async () => {
  const { code, err } = await outgrow(['count', '1'], dir, (text) => text.includes('app 1 of 1: starting'));
  expect([code, err]).toEqual([130, expect.stringMatching(/outgrow: stopped\n$/)]);
});

test('refuses a stage that is not there before any is started', async () => {
  const { code, out, err } = await outgrow(['count', '1', '9999'], dir);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^outgrow: there is no stage 9999; there is 1 \(single-system\).*\n$/);
});
