import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LogTail } from '@outgrow/services/log-tail';
import { ServerProcess } from '@outgrow/services/server-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as twin from '../../../benchmarks/workloads/parts/choice.ts';
import { findK6 } from '../src/k6.ts';
import { workloads } from '../src/load.ts';
import { root, workloadsFolder } from '../src/places.ts';
import { random } from '../src/random.ts';
import { type Running, startStage } from '../src/running.ts';
import { seed } from '../src/seed.ts';
import { stageNumbered } from '../src/stages.ts';
import { zipf } from '../src/zipf.ts';
import { isWellFormed, type Line } from './journal-lines.ts';

test('the workloads choose as the harness does: their twins of its functions are alike', () => {
  const [ours, theirs] = [random('harbour/7'), twin.random('harbour/7')];
  for (const exponent of [1, 0.8, 0]) {
    const [rank, twinRank] = [zipf(200, exponent), twin.zipf(200, exponent)];
    for (let at = 0; at < 10_000; at += 1) {
      const chance = ours();
      expect(theirs()).toBe(chance);
      expect(twinRank(chance)).toBe(rank(chance));
    }
  }
});

const FOUND = readdirSync(workloadsFolder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));

test('the workloads are found by where they lie', async () => {
  expect(await workloads()).toEqual(FOUND);
  expect(FOUND).toEqual(
    expect.arrayContaining(['basket', 'browse', 'mixed', 'order', 'orders', 'own-writes', 'prices', 'products']),
  );
});

describe('against a running shop of two instances', { timeout: 60_000 }, () => {
  const market = { seed: 'harbour', merchants: 20, products: 20, customers: 40 };
  let shop: Running;

  beforeAll(async () => {
    const stage = await stageNumbered(1);
    shop = await startStage(stage, { instances: 2, servers: [], settings: {} });
    await seed(stage, shop.urls, { ...market, orders: 0 });
  });
  afterAll(async () => shop?.[Symbol.asyncDispose]());

  /** What a run of k6 logged and counted. */
  async function ran(workload: string, run: string, settings: Record<string, string | number> = {}) {
    // Within the project, since a k6 in a container sees nothing else.
    await mkdir(join(root, '.outgrow/load'), { recursive: true });
    const folder = await mkdtemp(join(root, '.outgrow/load/test-'));
    try {
      const [journal, summary] = [join(folder, 'journal.jsonl'), join(folder, 'summary.json')];
      const { seed: SEED, merchants: MERCHANTS, products: PRODUCTS, customers: CUSTOMERS } = market;
      const given = { URLS: shop.appUrls.join(','), SEED, MERCHANTS, PRODUCTS, CUSTOMERS, RUN: run, SUMMARY: summary };
      const load = { RATE: 10, WARM_UP: 1, SECONDS: 2, ...settings };
      const [command = 'k6', ...before] = findK6().command;
      const quiet = ['--quiet', '--no-usage-report', '--no-color', '--log-format=raw', '--address='];
      const named = Object.entries({ ...given, ...load }).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
      const script = join(workloadsFolder, `${workload}.ts`);
      const args = [...before, 'run', ...quiet, `--console-output=${journal}`, ...named, script];
      const env = { PATH: process.env.PATH, HOME: process.env.HOME };
      const log = new LogTail();
      const k6 = await ServerProcess.start({ command, args, env, cwd: root, log });
      await k6.end();
      expect(k6.ended, log.text()).toBe('exit code 0');
      const text = await readFile(journal, 'utf8');
      const lines = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
      const { metrics } = JSON.parse(await readFile(summary, 'utf8'));
      const count = (metric: string): number => metrics[`${metric}{scenario:measured}`]?.values.count ?? 0;
      return { lines, iterations: count('iterations'), dropped: count('dropped_iterations') };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  test.concurrent.each(FOUND)(
    '%s logs every request, every command from its sending on, and the end of every session',
    async (name) => {
      const { lines, iterations, dropped } = await ran(name, name);
      expect(lines.filter((line) => !isWellFormed(line))).toEqual([]);
      expect(lines.filter((line) => 'read' in line && 'code' in line)).toEqual([]);

      const sent = lines.flatMap((line) => ('op' in line ? [line.key] : []));
      const answered = lines.filter((line) => 'status' in line);
      expect(new Set(answered.map(({ key }) => key))).toEqual(new Set(sent));
      expect(new Set(sent).size).toBe(sent.length);
      for (const [, [first, again, ...more]] of Map.groupBy(answered, ({ key }) => key)) {
        expect(more).toEqual([]);
        if (again) expect(again.reply).toEqual(first?.reply ?? 'accepted before it is sent again');
      }
      for (const { status, code } of answered)
        expect(status < 300 ? undefined : code).toBeOneOf([undefined, 'out_of_stock', 'version_mismatch']);

      const ended = lines.filter((line) => 'end' in line);
      const ofPhase = (phase: RegExp) => ended.filter(({ i }) => phase.test(i));
      expect(new Set(ended.map(({ i }) => i))).toEqual(new Set(lines.map(({ i }) => i)));
      expect(iterations).toBe(ofPhase(/^\d+$/).length);
      expect(iterations + dropped).toBeGreaterThanOrEqual(20);
      expect(ofPhase(/^w\d+$/).length).toBeGreaterThan(0);
      // A session of a closed loop has no planned time.
      for (const { i, late } of ended) expect([i, typeof late]).toEqual([i, /^w?c/.test(i) ? 'undefined' : 'number']);
      const instances = lines.flatMap((line) => ('n' in line ? [line.n] : []));
      expect(new Set(instances)).toEqual(new Set([0, 1]));
    },
  );

  test.concurrent('some that were accepted are sent again under the same key, which changes nothing', async () => {
    const { lines } = await ran('orders', 'again');
    const sent = lines.filter((line) => 'op' in line);
    expect(lines.filter((line) => 'reply' in line).length).toBeGreaterThan(sent.length);
  });

  test.concurrent('a closed loop has no planned times and drops nothing', async () => {
    const { lines, iterations, dropped } = await ran('orders', 'closed', { USERS: 2, RATE: 0, ORDERS: 3 });
    expect(lines.filter((line) => !isWellFormed(line) || 'late' in line)).toEqual([]);
    expect([iterations, dropped]).toEqual([lines.filter((line) => 'end' in line && /^\d+$/.test(line.i)).length, 0]);
    const orders = Map.groupBy(
      lines.filter((line) => 'op' in line),
      ({ i }) => i,
    );
    for (const [, ofSession] of orders) expect(ofSession.length).toBeLessThanOrEqual(3);
    // Every tenth product is scarce; these are never out of stock.
    expect(lines.filter((line) => 'code' in line)).toEqual([]);
    for (const line of lines) if ('op' in line) expect(line).toMatchObject({ of: expect.not.stringMatching(/0$/), q: 1 });
  });

  test.concurrent('sessions for which no user is free are dropped, and counted without those of the warm-up', async () => {
    const { iterations, dropped } = await ran('own-writes', 'dropped', { RATE: 30, MAX_VUS: 2 });
    expect(dropped).toBeGreaterThan(0);
    expect(iterations).toBeGreaterThan(0);
    expect(Math.abs(iterations + dropped - 60)).toBeLessThanOrEqual(2);
  });

  test.concurrent('the same seed gives the same choices, and the warm-up others than what is measured', async () => {
    const runs = await Promise.all(['first', 'second'].map((run) => ran('products', run, { READS: 4 })));
    const [first, second] = runs.map(({ lines }) => {
      const reads = lines.filter((line) => 'read' in line);
      return Object.fromEntries(
        [...Map.groupBy(reads, ({ i }) => i)].map(([i, ofSession]) => [i, ofSession.map(({ of }) => of)]),
      );
    });
    for (const i of ['0', '1', '15', 'w0', 'w5']) expect([i, first?.[i]]).toEqual([i, second?.[i]]);
    expect(first?.['0']).toHaveLength(4);
    expect(first?.['0']).not.toEqual(first?.w0);
  });

  test.concurrent('who reads back what it wrote, at the same instance, logs the version it wrote', async () => {
    const { lines } = await ran('own-writes', 'own', { STICK_TO: 'session' });
    const sessions = [...Map.groupBy(lines, ({ i }) => i).values()];
    const complete = sessions.filter((ofSession) => ofSession.some((line) => 'status' in line && line.status === 200));
    expect(complete.length).toBeGreaterThan(20);
    for (const ofSession of complete) {
      const written = ofSession.flatMap((line) => ('reply' in line ? [Number(line.reply?.version)] : []))[0];
      const seen = ofSession.flatMap((line) => ('read' in line ? [line.v ?? 0] : []));
      expect(seen).toHaveLength(4);
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(written ?? Number.NaN);
    }
  });

  test.concurrent('a product or order that is not there is logged as version 0', async () => {
    const { lines } = await ran('products', 'absent', { PRODUCTS: 1_000, ZIPF_EXPONENT: 0, SECONDS: 1 });
    const absent = lines.filter((line) => 'read' in line && line.v === 0);
    expect(absent.length).toBeGreaterThan(0);
    for (const line of absent) expect(line).toMatchObject({ read: 'product', code: 'unknown_product' });
    expect(lines.filter((line) => !isWellFormed(line))).toEqual([]);
  });
});
