import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort } from '@outgrow/services/free-port';
import { metricsSampler, samplesIn } from '@outgrow/services/metrics-sampler';
import { nodeProcess } from '@outgrow/services/node-process';
import { pollUntil } from '@outgrow/services/poll-until';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { query, withClient } from '@outgrow/services/postgres-query';
import { postgresReplica, type StartedPostgresReplica } from '@outgrow/services/postgres-replica';
import type { Sampler, Started } from '@outgrow/services/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const opened = async (of: Started): Promise<Sampler> => {
  const sampler = await of.openSampler?.();
  if (!sampler) throw new Error(`${of.kind} has no sampler`);
  return sampler;
};

describe('the samples of Postgres', { timeout: 30_000 }, () => {
  let primary: StartedPostgres;
  let replica: StartedPostgresReplica;
  beforeAll(async () => {
    primary = await postgres({ mode: 'native' }).start();
    await query(primary.ownerUrl, 'CREATE TABLE sampled (id int)');
  }, 60_000);
  afterAll(async () => {
    await replica?.[Symbol.asyncDispose]();
    await primary?.[Symbol.asyncDispose]();
  });

  const insert = () => query(primary.ownerUrl, 'INSERT INTO sampled SELECT generate_series(1, 1000)');

  test('count what the shop does, and not the sampler itself', async () => {
    await using sampler = await opened(primary);
    const before = await sampler.sample();
    expect(Object.keys(before).sort()).toEqual([
      'activeConnections',
      'autovacuumWorkers',
      'blocksHitTotal',
      'blocksReadTotal',
      'commitsTotal',
      'deadlocksTotal',
      'rollbacksTotal',
      'tuplesFetchedTotal',
      'tuplesReturnedTotal',
      'waitingOnLocks',
      'walBytesTotal',
    ]);
    await insert(); // What a connection did is told at the latest when it ends.
    await query(primary.ownerUrl, 'SELECT 1 / 0').catch(() => {});
    const grown = async (name: string) => ((await sampler.sample())[name] ?? 0) - (before[name] ?? 0);
    await pollUntil('the commit to be counted', 5_000, async () => (await grown('commitsTotal')) >= 1);
    await pollUntil('the rollback to be counted', 5_000, async () => (await grown('rollbacksTotal')) === 1);
    expect(await grown('commitsTotal')).toBeLessThan(4);
    expect(await grown('walBytesTotal')).toBeGreaterThan(10_000);
    expect(before.activeConnections).toBe(0);
  });

  test('show who waits for a lock', async () => {
    await using sampler = await opened(primary);
    await withClient(primary.ownerUrl, async (holder) => {
      await holder.query('BEGIN; LOCK TABLE sampled');
      const waiting = query(primary.ownerUrl, 'SELECT count(*) FROM sampled');
      await pollUntil('somebody to wait', 5_000, async () => (await sampler.sample()).waitingOnLocks === 1);
      expect((await sampler.sample()).activeConnections).toBe(1);
      await holder.query('COMMIT');
      await waiting;
    });
    expect((await sampler.sample()).waitingOnLocks).toBe(0);
  });

  test('show how far a replica is behind, in its own view and in that of its primary', async () => {
    replica = await postgresReplica({ of: primary }).start();
    await using ofPrimary = await opened(primary);
    await using ofReplica = await opened(replica);
    await replica.caughtUp(10_000);
    await pollUntil('the primary to hear of it', 15_000, async () => (await ofPrimary.sample()).lagBytes === 0);
    expect(await ofPrimary.sample()).toMatchObject({ replayLagMs: expect.any(Number) });
    expect(await ofReplica.sample()).toMatchObject({ lagBytes: 0, lagMs: 0, commitsTotal: expect.any(Number) });
    await replica.pauseReplay();
    await insert();
    const behind = (await ofPrimary.sample()).lagBytes;
    expect(behind).toBeGreaterThan(10_000);
    await pollUntil('the replica to see it too', 5_000, async () => ((await ofReplica.sample()).lagBytes ?? 0) >= (behind ?? 0));
    expect((await ofReplica.sample()).lagMs).toBeGreaterThan(0);
    await replica.resumeReplay();
    await pollUntil('it to catch up', 10_000, async () => (await ofReplica.sample()).lagBytes === 0);
  });

  test('fail while the server is paused or down, and go on after it', async () => {
    await using sampler = await opened(primary);
    await primary.pause();
    try {
      await expect(sampler.sample()).rejects.toThrow('timeout');
      await expect(sampler.sample()).rejects.toThrow('timeout');
    } finally {
      await primary.resume();
    }
    expect((await sampler.sample()).commitsTotal).toBeGreaterThan(0);
    await primary.kill();
    await expect(sampler.sample()).rejects.toThrow();
    await expect(sampler.sample()).rejects.toThrow('ECONNREFUSED');
    await primary.restart();
    expect((await sampler.sample()).walBytesTotal).toBeGreaterThan(0);
  });
});

describe('the samples of an app', () => {
  const TEXT = `# HELP outgrow_product_cache_reads_total Product reads.
# TYPE outgrow_product_cache_reads_total counter
outgrow_product_cache_reads_total{result="hit"} 41
outgrow_product_cache_reads_total{result="miss"} 1
# TYPE outgrow_pool_connections gauge
outgrow_pool_connections{system="postgres-replica",state="idle"} 3
# TYPE http_requests_in_flight gauge
http_requests_in_flight 2
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.001",method="GET",route="/a"} 1
http_request_duration_seconds_sum{method="GET",route="/a"} 0.5
http_request_duration_seconds_count{method="GET",route="/a"} 1
http_request_duration_seconds_sum{method="GET",route="/b"} 0.25
http_request_duration_seconds_count{method="GET",route="/b"} 2
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 9
# TYPE nodejs_heap_size_used_bytes gauge
nodejs_heap_size_used_bytes 1024
# TYPE nodejs_eventloop_lag_p99_seconds gauge
nodejs_eventloop_lag_p99_seconds 0.0105
# TYPE outgrow_event_loop_delay_p99_seconds gauge
outgrow_event_loop_delay_p99_seconds 0.002
# TYPE outgrow_unknown gauge
outgrow_unknown Nan
# TYPE outgrow_text gauge
outgrow_text{of="a \\"b\\", c=\\"d\\" {"} 1e-3
`;

  test('are its counters and gauges by name and labels, the unit last, and of a histogram its totals', () => {
    expect(samplesIn(TEXT)).toEqual({
      productCacheReadsHitTotal: 41,
      productCacheReadsMissTotal: 1,
      poolConnectionsPostgresReplicaIdle: 3,
      httpRequestsInFlight: 2,
      httpRequestDurationSecondsTotal: 0.75,
      httpRequestDurationCountTotal: 3,
      nodejsHeapSizeUsedBytes: 1024,
      eventLoopDelayP99Seconds: 0.002,
      textABCD: 0.001,
    });
  });

  test('fail while it does not answer, or answers something else', { timeout: 10_000 }, async () => {
    let reply: { status: number; text: string } | undefined;
    const app = createServer((_request, response) => reply && response.writeHead(reply.status).end(reply.text));
    await once(app.listen(0, '127.0.0.1'), 'listening');
    await using sampler = await metricsSampler(`http://127.0.0.1:${(app.address() as AddressInfo).port}/metrics`);
    try {
      await expect(sampler.sample()).rejects.toThrow('timeout');
      reply = { status: 503, text: '' };
      await expect(sampler.sample()).rejects.toThrow('answered 503');
      reply = { status: 200, text: TEXT };
      expect(await sampler.sample()).toMatchObject({ httpRequestsInFlight: 2 });
    } finally {
      app.closeAllConnections();
      app.close();
    }
    await expect(sampler.sample()).rejects.toThrow();
  });

  test('are there for what serves HTTP, and for nothing else', { timeout: 20_000 }, async () => {
    const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
    await using idle = await nodeProcess({ kind: 'idle', entry: fixture('idle'), env: {} }).start();
    expect((idle as Started).openSampler).toBeUndefined();
    const port = await freePort();
    const readyUrl = `http://127.0.0.1:${port}/ready`;
    await using app = await nodeProcess({ kind: 'app', entry: fixture('app'), env: { PORT: String(port) }, readyUrl }).start();
    await using sampler = await opened(app);
    expect(await sampler.sample()).toEqual({});
    await app.kill();
    await expect(sampler.sample()).rejects.toThrow();
  });
});
