import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findK6 } from '../src/k6.ts';
import { loadTimes } from '../src/k6-summary.ts';

describe("k6's summary", () => {
  test('becomes figures: a recorded one', () => {
    const recorded = readFileSync(join(import.meta.dirname, 'recorded-k6-summary.json'), 'utf8');
    const times = loadTimes(recorded);
    expect(times).toMatchObject(RECORDED);
    expect(times.requestsPerSecond).toBeCloseTo(times.requests / times.seconds);
    expect(times.operations.map(({ times: { count } }) => count)).toEqual(
      times.operations.map(({ times: { count } }) => count).sort((one, other) => other - one),
    );
    expect(times.operations.reduce((sum, { times: { count } }) => sum + count, 0)).toBe(times.requests);
  });

  test('of a run in which nothing was asked is zeros, not a failure', () => {
    const times = loadTimes('{"metrics":{},"state":{"testRunDurationMs":1000}}');
    expect(times).toMatchObject({ sessions: 0, requests: 0, dropped: 0, operations: [], all: { count: 0, p99Ms: 0 } });
  });
});

describe('k6', () => {
  test('is the one set-up found, else the one on PATH, else a line that says how to get it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outgrow-k6-'));
    try {
      const [tools, none] = [join(folder, 'tools.json'), join(folder, 'none.json')];
      const found = { command: ['docker', 'run', 'k6'], version: '1.1.0', from: 'container' };
      await writeFile(tools, JSON.stringify({ k6: found }));
      expect(findK6(tools, '')).toEqual(found);
      await writeFile(join(folder, 'k6'), '#!/bin/sh\n', { mode: 0o755 });
      expect(findK6(none, folder)).toMatchObject({ command: [join(folder, 'k6')], from: 'path' });
      expect(() => findK6(none, '')).toThrow(/^k6 is missing: `npm run setup` gets it/);
      await writeFile(tools, JSON.stringify({ k6: { missing: 'k6 is missing (no PATH): get it there' } }));
      expect(() => findK6(tools, '')).toThrow('k6 is missing (no PATH): get it there');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const RECORDED = { sessions: 21, dropped: 0, requests: 84, all: { count: 84, p50Ms: 2.439781, p99Ms: 100.98600728000005 } };
