import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { duckdb } from '@outgrow/services/duckdb';
import { pollUntil } from '@outgrow/services/poll-until';
import { findProcess } from '@outgrow/services/process-table';
import { expect, test } from 'vitest';

const GONE_WITHIN_MS = 15_000;
const entry = fileURLToPath(new URL('fixtures/app.ts', import.meta.url));
const POSTGRES_URL = 'postgres://shop_loader:open-sesame@127.0.0.1:1/shop';

const ask = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(5_000) })).json();

test('the process is told its file, its port and a secret of its own, and settings go before', async () => {
  const options = { entry, cwd: dirname(entry), env: { POSTGRES_URL, WAREHOUSE_EVERY_MS: '1000' } };
  await using one = await duckdb({ ...options, settings: { WAREHOUSE_EVERY_MS: '0' } }).start();
  await using other = await duckdb(options).start();
  const { origin, host, username, password, port } = new URL(one.url);
  const given = { POSTGRES_URL, PORT: port, WAREHOUSE_EVERY_MS: '0', WAREHOUSE_FILE: one.file, WAREHOUSE_SECRET: password };
  expect(await ask(origin)).toMatchObject(given);
  expect({ address: one.address, username }).toEqual({ address: host, username: 'loader' });
  expect(password.length).toBeGreaterThanOrEqual(32);
  expect(new URL(other.url).password).not.toBe(password);
  expect(one.logs()).toContain('shop_loader:***@');
});

test('its file survives a kill and a restart, at the same address, and goes with it', async () => {
  const started = await duckdb({ entry, cwd: dirname(entry), env: {} }).start();
  try {
    const { origin } = new URL(started.url);
    await writeFile(started.file, 'kept');
    await started.kill();
    await expect(ask(origin)).rejects.toThrow();
    await started.restart();
    expect(await ask(origin)).toHaveProperty('WAREHOUSE_FILE', started.file);
    expect(await readFile(started.file, 'utf8')).toBe('kept');
  } finally {
    await started[Symbol.asyncDispose]();
  }
  expect(existsSync(dirname(started.file))).toBe(false);
});

test('the last lines of one that cannot be started tell why', async () => {
  const failing = fileURLToPath(new URL('fixtures/failing.ts', import.meta.url));
  await expect(duckdb({ entry: failing, cwd: dirname(failing), env: {} }).start()).rejects.toThrow(
    /duckdb ended \(exit code 3\) before it was ready[\s\S]*there is none/,
  );
});

test('after a crash of the program that started it neither the process nor the file is left', async () => {
  const parent = spawn(process.execPath, [fileURLToPath(new URL('fixtures/duckdb-parent.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(parent, 'exit');
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const { pids, folder } = JSON.parse(line) as { pids: number[]; folder: string };
  const left = () => pids.filter((pid) => findProcess(pid)).length + (existsSync(folder) ? 1 : 0);
  expect(left()).toBe(2);
  parent.kill('SIGKILL');
  await exited;
  await pollUntil('process and folder to be gone', GONE_WITHIN_MS, () => left() === 0);
});
