import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alone } from '../setup/lock.mjs';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('lets one in at a time', async () => {
  const seen: string[] = [];
  const visit = (name: string) =>
    alone(lock, 5000, async () => {
      seen.push(`${name} in`);
      await delay(20);
      seen.push(`${name} out`);
    });
  await Promise.all([visit('a'), visit('b')]);
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(readdirSync(folder)).toEqual([]);
});

it('takes over from a process that died', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lock, JSON.stringify({ pid, host: hostname() }));
  expect(await alone(lock, 5000, async () => 'in')).toBe('in');
});

it('gives up on one that never ends, naming it and the file', async () => {
  writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
  await expect(alone(lock, 200, async () => 'in')).rejects.toThrow(`"pid":${process.pid}`);
  expect(existsSync(lock)).toBe(true);
});

it('is free again after work that failed', async () => {
  const work = async () => Promise.reject(new Error('the work failed'));
  await expect(alone(lock, 200, work)).rejects.toThrow('the work failed');
  expect(existsSync(lock)).toBe(false);
});
