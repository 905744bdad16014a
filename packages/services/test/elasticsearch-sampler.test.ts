import { elasticsearch, type StartedElasticsearch } from '@outgrow/services/elasticsearch';
import type { Sampler } from '@outgrow/services/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, createIndex, found } from './elasticsearch-documents.ts';

describe('the samples of Elasticsearch', { timeout: 60_000 }, () => {
  let server: StartedElasticsearch;
  beforeAll(async () => {
    server = await elasticsearch({ mode: 'native', heapMiB: 256 }).start();
    await createIndex(server.url, 'sampled');
  }, 150_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 30_000);

  const opened = async (): Promise<Sampler> => {
    const sampler = await server.openSampler?.();
    if (!sampler) throw new Error('Elasticsearch has no sampler');
    return sampler;
  };

  test('count what is indexed, deleted, refreshed and searched', async () => {
    await using sampler = await opened();
    const before = await sampler.sample();
    expect(Object.keys(before).sort()).toEqual([
      'deletedTotal',
      'docs',
      'getsTotal',
      'heapUsedMiB',
      'indexedTotal',
      'mergesTotal',
      'refreshesTotal',
      'rejectedTotal',
      'searchQueue',
      'searchesTotal',
      'storeMiB',
      'writeQueue',
    ]);
    for (const id of ['a', 'b', 'c']) await call(server.url, 'PUT', `/sampled/_doc/${id}`, { name: 'sampled' });
    await call(server.url, 'DELETE', '/sampled/_doc/c');
    expect((await sampler.sample()).docs).toBe(0);
    await call(server.url, 'POST', '/sampled/_refresh');
    expect(await found(server.url, 'sampled', 'sampled')).toEqual(['a', 'b']);
    const after = await sampler.sample();
    const grown = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    expect({ docs: after.docs, indexed: grown('indexedTotal'), deleted: grown('deletedTotal') }).toEqual({
      docs: 2,
      indexed: 3,
      deleted: 1,
    });
    expect(grown('searchesTotal')).toBe(1);
    expect(grown('refreshesTotal')).toBeGreaterThanOrEqual(1);
    expect(after.heapUsedMiB).toBeGreaterThan(10);
    expect(after.heapUsedMiB).toBeLessThan(256);
  });

  test('fail while the server is paused or down, and go on after it', async () => {
    await using sampler = await opened();
    await server.pause();
    try {
      await expect(sampler.sample()).rejects.toThrow('timeout');
    } finally {
      await server.resume();
    }
    expect((await sampler.sample()).heapUsedMiB).toBeGreaterThan(0);
    await server.kill();
    await expect(sampler.sample()).rejects.toThrow();
    await server.restart();
    expect((await sampler.sample()).docs).toBe(2);
  });

  test('are none after the sampler was stopped', async () => {
    const sampler = await opened();
    await sampler[Symbol.asyncDispose]();
    await expect(sampler.sample()).rejects.toThrow('is stopped');
  });
});
