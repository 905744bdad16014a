import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceMode } from '@outgrow/services/engine';
import { afterEach, expect, test, vi } from 'vitest';

let engine: Server | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  engine?.closeAllConnections();
  engine?.close();
});

test('"native" and "auto" are taken, anything else is refused with what may be said', async () => {
  vi.stubEnv('OUTGROW_SERVICES', 'native');
  expect(await serviceMode()).toBe('native');
  vi.stubEnv('OUTGROW_SERVICES', 'podman');
  await expect(serviceMode()).rejects.toThrow('OUTGROW_SERVICES is "podman": set it to auto, native or docker.');
});

test('an engine that does not answer within a second counts as none', async () => {
  const socket = join(tmpdir(), `outgrow-engine-${process.pid}.sock`);
  engine = createServer(() => {}).listen(socket);
  vi.stubEnv('OUTGROW_SERVICES', 'docker');
  vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
  const start = performance.now();
  await serviceMode().catch((error: Error) => expect(error.message).toContain('no Docker engine answers'));
  expect(performance.now() - start).toBeLessThan(3_000);
});
