import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { nodeProcess } from '@outgrow/services/node-process';
import { onFreePort } from '@outgrow/services/on-free-port';
import { expect, test } from 'vitest';

const entry = fileURLToPath(new URL('fixtures/app.ts', import.meta.url));

test('starts at another port where somebody took the first one in between', { timeout: 30_000 }, async () => {
  const faster = createServer((socket) => socket.destroy());
  const tried: number[] = [];
  try {
    await using app = await onFreePort(async (port) => {
      tried.push(port);
      if (tried.length === 1) await once(faster.listen(port, '127.0.0.1'), 'listening');
      return nodeProcess({ kind: 'app', entry, env: { PORT: String(port) }, readyUrl: `http://127.0.0.1:${port}/` }).start();
    });
    expect(tried).toHaveLength(2);
    expect(app.address).toBe(`127.0.0.1:${tried[1]}`);
  } finally {
    faster.close();
  }
});

test('knows the words of engines too, gives up after a few ports, and tries no other for any other error', async () => {
  const ports = new Set<number>();
  const fail = (message: string) =>
    onFreePort(async (port) => {
      ports.add(port);
      throw new Error(message);
    });
  const taken = 'driver failed: Bind for 127.0.0.1:20001 failed: port is already allocated';
  await expect(fail(taken)).rejects.toThrow(taken);
  expect(ports.size).toBe(5);
  ports.clear();
  await expect(fail('the image is out of reach')).rejects.toThrow('out of reach');
  expect(ports.size).toBe(1);
});
