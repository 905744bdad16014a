import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { elasticsearch, type StartedElasticsearch } from '@outgrow/services/elasticsearch';
import { pollUntil } from '@outgrow/services/poll-until';
import { findProcess } from '@outgrow/services/process-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, createIndex, found } from './elasticsearch-documents.ts';

describe('a native Elasticsearch', { timeout: 60_000 }, () => {
  let server: StartedElasticsearch;
  beforeAll(async () => {
    server = await elasticsearch({ mode: 'native', settings: { 'action.auto_create_index': 'false' } }).start();
    await createIndex(server.url, 'kept');
  }, 150_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 30_000);

  test('indexes a document and finds it after the next refresh', async () => {
    await createIndex(server.url, 'products');
    const { status } = await call(server.url, 'PUT', '/products/_doc/1', { name: 'Blue kettle' });
    expect(status).toBe(201);
    expect(await found(server.url, 'products', 'kettle')).toEqual([]);
    await call(server.url, 'POST', '/products/_refresh');
    expect(await found(server.url, 'products', 'kettle')).toEqual(['1']);
    expect(await found(server.url, 'products', 'teapot')).toEqual([]);
  });

  test('refuses what is older than the document it has, by versions from outside', async () => {
    await createIndex(server.url, 'versioned');
    const put = async (version: number) =>
      (await call(server.url, 'PUT', `/versioned/_doc/1?version=${version}&version_type=external`, { name: `v${version}` }))
        .status;
    expect([await put(2), await put(1), await put(3)]).toEqual([201, 409, 200]);
    expect((await call(server.url, 'GET', '/versioned/_doc/1')).body._source).toEqual({ name: 'v3' });
  });

  test('says its version at its root, as clients ask', async () => {
    expect((await call(server.url, 'GET', '/')).body.version.number).toBe(server.version);
    expect(server.version).toMatch(/^9\.\d+\.\d+$/);
    expect((await call(server.url, 'HEAD', '/')).status).toBe(200);
  });

  test('listens on loopback only, and takes settings', async () => {
    const { body } = await call(server.url, 'GET', '/_nodes/_local/http,transport');
    const [node] = Object.values(body.nodes) as { http: { bound_address: string[] }; transport: { bound_address: string[] } }[];
    expect(node?.http.bound_address).toEqual([server.address]);
    expect(node?.transport.bound_address).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
    expect((await call(server.url, 'PUT', '/nobodys/_doc/1', {})).status).toBe(404);
  });

  test('keeps every acknowledged document through a kill and a restart at the same address', async () => {
    const before = { address: server.address, pids: await server.pids() };
    expect(before.pids.length).toBeGreaterThan(0);
    for (const id of ['a', 'b', 'c']) await call(server.url, 'PUT', `/kept/_doc/${id}`, { name: 'kept' });
    await server.kill();
    expect(before.pids.filter((pid) => findProcess(pid))).toEqual([]);
    expect(await server.pids()).toEqual([]);
    await expect(call(server.url, 'GET', '/')).rejects.toThrow();
    await server.restart();
    expect(server.address).toBe(before.address);
    await call(server.url, 'POST', '/kept/_refresh');
    expect(await found(server.url, 'kept', 'kept')).toEqual(['a', 'b', 'c']);
  });

  test('restarts in good order too, with the data it had', async () => {
    await createIndex(server.url, 'ordered');
    await call(server.url, 'PUT', '/ordered/_doc/1', { name: 'ordered' });
    await server.restart();
    expect((await call(server.url, 'GET', '/ordered/_doc/1')).body._source).toEqual({ name: 'ordered' });
    expect(server.logs()).toContain('stopping ...');
  });

  test('answers nothing while it is paused, and what was asked meanwhile once it goes on', async () => {
    await server.pause();
    try {
      await expect(call(server.url, 'GET', '/', undefined, 500)).rejects.toThrow('timeout');
      let answered = false;
      const late = call(server.url, 'GET', '/kept/_count', undefined, 30_000).then((answer) => {
        answered = true;
        return answer;
      });
      await expect(pollUntil('an answer', 500, () => answered)).rejects.toThrow('in vain');
      await server.resume();
      expect((await late).status).toBe(200);
    } finally {
      await server.resume();
    }
  });

  test('can be killed while it is paused', async () => {
    await server.pause();
    await server.kill();
    await server.restart();
    expect((await call(server.url, 'GET', '/kept')).status).toBe(200);
  });
});

describe('starting and stopping', { timeout: 120_000 }, () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('outgrow-elasticsearch-'));

  test('two at once have different ports, and leave neither process nor folder behind, even one that was killed', async () => {
    const before = folders();
    const start = () => elasticsearch({ mode: 'native', heapMiB: 256 }).start();
    const servers = await Promise.all([start(), start()]);
    const pids = (await Promise.all(servers.map((server) => server.pids()))).flat();
    const own = folders().filter((name) => !before.includes(name));
    try {
      expect(new Set(servers.map((server) => server.address)).size).toBe(2);
      for (const server of servers) {
        const { body } = await call(server.url, 'GET', '/_cluster/health');
        expect(body.number_of_nodes).toBe(1);
      }
      await servers[0]?.kill();
      expect(own.length).toBeGreaterThanOrEqual(2);
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    expect(pids.filter((pid) => findProcess(pid))).toEqual([]);
    await expect(servers[0]?.restart()).rejects.toThrow('is stopped');
    expect(own.filter((name) => folders().includes(name))).toEqual([]);
  });

  test('a setting that Elasticsearch refuses ends the start with its own words', async () => {
    await expect(elasticsearch({ mode: 'native', settings: { 'no.such.setting': '1' } }).start()).rejects.toThrow(
      /ended \(exit code 1\) before it answered[\s\S]*unknown setting \[no\.such\.setting\]/,
    );
  });
});
