import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  claim,
  readState,
  readyState,
  release,
  runningStates,
  stateFile,
  variablesFile,
  writeState,
} from '../src/running-state.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outgrow-state-'));
  process.env.OUTGROW_DIR = folder;
});
afterEach(async () => {
  delete process.env.OUTGROW_DIR;
  await rm(folder, { recursive: true, force: true });
});

const ready = { appUrls: ['http://127.0.0.1:1'], urls: { postgres: 'postgres://u:p@h/d' }, operatorKey: "o'key" };

describe('the state of a running stage', () => {
  test('is its owner’s alone to read, and gone when it is released', () => {
    writeState({ ...claim(1), ready });
    for (const file of [stateFile(1), variablesFile(1)]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readyState(1).ready).toEqual(ready);
    expect(runningStates().map(({ stage }) => stage)).toEqual([1]);
    release(1);
    expect([stateFile(1), variablesFile(1)].some(existsSync)).toBe(false);
    expect(() => readyState(1)).toThrow('stage 1 is not up; start it with: npm run outgrow -- up 1');
  });

  test('keeps a second one from starting beside it', () => {
    claim(1);
    expect(() => claim(1)).toThrow(/^stage 1 is already up \(process \d+\); stop it with: npm run outgrow -- down 1$/);
    expect(() => readyState(1)).toThrow('still starting');
  });

  test('is cleared away where its process is gone', () => {
    const { process: own, ...state } = claim(1);
    writeState({ ...state, process: { ...own, startedAt: 'long ago' }, ready });
    expect(readState(1)).toBeUndefined();
    expect(existsSync(stateFile(1))).toBe(false);
    expect(runningStates()).toEqual([]);
  });
});
