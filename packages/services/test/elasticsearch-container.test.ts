import { elasticsearch, type StartedElasticsearch } from '@outgrow/services/elasticsearch';
import { serviceMode } from '@outgrow/services/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, createIndex, found } from './elasticsearch-documents.ts';

const mode = await serviceMode();
if (mode === 'native')
  console.warn('Not tested here: Elasticsearch in a container. Start a Docker engine, or do not set OUTGROW_SERVICES=native.');

describe.skipIf(mode === 'native')('Elasticsearch in a container', { timeout: 120_000 }, () => {
  let server: StartedElasticsearch;
  beforeAll(async () => {
    server = await elasticsearch({ mode: 'container', settings: { 'action.auto_create_index': 'false' } }).start();
    await createIndex(server.url, 'kept');
  }, 600_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 60_000);

  test('answers as the native one does, asks for no password, and takes settings', async () => {
    expect((await call(server.url, 'GET', '/')).body.version.number).toBe(server.version);
    await call(server.url, 'PUT', '/kept/_doc/1?refresh=true', { name: 'Blue kettle' });
    expect(await found(server.url, 'kept', 'kettle')).toEqual(['1']);
    expect((await call(server.url, 'PUT', '/nobodys/_doc/1', {})).status).toBe(404);
    expect(await server.pids()).toEqual([]);
  });

  test('keeps every acknowledged document through a kill, paused or not, at the same address', async () => {
    const { address } = server;
    await call(server.url, 'PUT', '/kept/_doc/2', { name: 'Green kettle' });
    await server.kill();
    await expect(call(server.url, 'GET', '/')).rejects.toThrow();
    await server.restart();
    await server.pause();
    await expect(call(server.url, 'GET', '/', undefined, 500)).rejects.toThrow('timeout');
    await server.resume();
    expect((await call(server.url, 'GET', '/kept/_doc/2')).status).toBe(200);
    await server.pause();
    await server.kill();
    await server.restart();
    expect(server.address).toBe(address);
    expect((await call(server.url, 'GET', '/kept/_doc/2')).status).toBe(200);
    expect(server.logs()).toContain('started');
  });

  test('is sampled', async () => {
    const sampler = await server.openSampler?.();
    expect((await sampler?.sample())?.heapUsedMiB).toBeGreaterThan(0);
    await sampler?.[Symbol.asyncDispose]();
  });
});
