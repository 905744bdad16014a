import { pollUntil } from '@outgrow/services/poll-until';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { withClient } from '@outgrow/services/postgres-query';
import { type ProcessFigures, processFigures } from '@outgrow/services/process-figures';
import { findProcess } from '@outgrow/services/process-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MIB = 2 ** 20;

describe.runIf(process.platform === 'linux')('the figures of a server', { timeout: 30_000 }, () => {
  let server: StartedPostgres;
  let root: number;
  beforeAll(async () => {
    server = await postgres({ mode: 'native', settings: { shared_buffers: '64MB', autovacuum: 'off' } }).start();
    root = (await server.pids())[0] ?? 0;
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  const figures = (): ProcessFigures => {
    const now = processFigures(root);
    if (!now) throw new Error('The server is gone.');
    return now;
  };

  test('count what a child uses, also once it has ended', async () => {
    const before = figures().cpuSeconds;
    const used = () => figures().cpuSeconds - before;
    const backend = await withClient(server.adminUrl, async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const pid = rows[0]?.pid ?? Number.NaN;
      await client.query('SELECT sum(n) FROM generate_series(1, 1000000) AS n');
      expect(used()).toBeGreaterThan(0.03);
      expect(used()).toBeGreaterThanOrEqual((processFigures(pid)?.cpuSeconds ?? Number.NaN) - 0.01);
      return pid;
    });
    const whileItRan = used();
    await pollUntil('the backend to end', 5_000, () => !findProcess(backend));
    expect(used()).toBeGreaterThanOrEqual(whileItRan - 0.05);
  });

  test('do not count shared buffers once for each process that uses them', async () => {
    await withClient(server.adminUrl, (client) =>
      client.query("CREATE TABLE wide AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 60000)"),
    );
    const read = 'SELECT count(text) FROM wide';
    await withClient(server.adminUrl, async (one) => {
      await one.query('SET max_parallel_workers_per_gather = 0');
      await one.query(read);
      const before = figures().memoryBytes;
      await withClient(server.adminUrl, async (other) => {
        await other.query('SET max_parallel_workers_per_gather = 0');
        await other.query(read);
        expect(figures().memoryBytes - before).toBeLessThan(25 * MIB);
      });
      expect(before).toBeGreaterThan(30 * MIB);
    });
  });
});

test('there are none of a process that is not there', () => {
  expect(processFigures(2 ** 30)).toBeUndefined();
});
