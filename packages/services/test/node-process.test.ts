import { fileURLToPath } from 'node:url';
import { freePort } from '@outgrow/services/free-port';
import { nodeProcess, runOnce } from '@outgrow/services/node-process';
import { findProcess } from '@outgrow/services/process-table';
import { describe, expect, test } from 'vitest';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));

async function app() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const env = { PORT: String(port), POSTGRES_URL: 'postgres://shop_app:open-sesame@127.0.0.1:1/shop' };
  return { url, options: { kind: 'app', entry: fixture('app'), env, readyUrl: url } };
}

const ask = async (url: string, timeoutMs = 5_000) => (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).json();

describe('a Node process', { timeout: 30_000 }, () => {
  test('answers once it is started, is given what was named and no more, and drains at its stop', async () => {
    process.env.NOT_FOR_IT = 'a secret of the parent';
    process.env.OTEL_SERVICE_NAME = 'tried';
    const { url, options } = await app();
    const started = await nodeProcess(options).start();
    const [pid] = await started.pids();
    try {
      const seen = (await ask(url)) as Record<string, string>;
      expect(seen).toMatchObject({ ...options.env, OTEL_SERVICE_NAME: 'tried', PATH: process.env.PATH });
      expect(seen.NOT_FOR_IT).toBeUndefined();
      expect(started.address).toBe(new URL(url).host);
    } finally {
      await started[Symbol.asyncDispose]();
      delete process.env.NOT_FOR_IT;
      delete process.env.OTEL_SERVICE_NAME;
    }
    expect(started.ended).toBe('exit code 0');
    expect(started.logs()).toContain('draining');
    expect(started.logs()).toContain('postgres://shop_app:***@127.0.0.1:1/shop');
    expect(findProcess(Number(pid))).toBeUndefined();
  });

  test('can be paused, killed and restarted at its address', async () => {
    const { url, options } = await app();
    await using started = await nodeProcess(options).start();
    await started.pause();
    await expect(ask(url, 300)).rejects.toThrow('timeout');
    await started.resume();
    await ask(url);
    await started.kill();
    expect(started.ended).toBe('SIGKILL');
    await expect(ask(url)).rejects.toThrow();
    await started.restart();
    await ask(url);
    await started.pause(); // A paused one is stopped all the same.
  });

  test('runs another entry with more in its environment from its next start on, and its log hides that as well', async () => {
    const { url, options } = await app();
    await using started = await nodeProcess(options).start();
    started.become({ env: { POSTGRES_URL: 'postgres://shop_app:swordfish@127.0.0.1:1/shop' } });
    await started.restart();
    expect(await ask(url)).toMatchObject({ PORT: options.env.PORT, POSTGRES_URL: expect.stringContaining('swordfish') });
    expect(started.logs()).not.toMatch(/open-sesame|swordfish/);
    expect(started.logs().match(/shop_app:\*\*\*@/g)).toHaveLength(2);
    started.become({ entry: fixture('failing') });
    await expect(started.restart()).rejects.toThrow('there is none');
  });

  test('that ends before it is ready fails the start with its last lines', async () => {
    const failing = nodeProcess({ kind: 'app', entry: fixture('failing'), env: {}, readyUrl: 'http://127.0.0.1:9/' });
    await expect(failing.start()).rejects.toThrow(/app ended \(exit code 3\) before it was ready[\s\S]*there is none/);
  });
});

describe('a run to the end', { timeout: 30_000 }, () => {
  test('resolves at exit code 0', async () => {
    await runOnce({ entry: fixture('succeeding'), env: {} });
  });

  test('throws with the last lines at any other end, and past its time', async () => {
    await expect(runOnce({ entry: fixture('failing'), env: {} })).rejects.toThrow(
      /failing\.ts failed \(exit code 3\)[\s\S]*there is none/,
    );
    await expect(runOnce({ entry: fixture('idle'), env: {}, timeoutMs: 300 })).rejects.toThrow(
      /Waited 300 ms for .*idle\.ts to end/,
    );
  });
});
