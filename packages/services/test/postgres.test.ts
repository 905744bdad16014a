import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NativePostgres } from '@outgrow/services/native-postgres';
import { pollUntil } from '@outgrow/services/poll-until';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { query, withClient } from '@outgrow/services/postgres-query';
import { findProcess } from '@outgrow/services/process-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('a native Postgres', { timeout: 30_000 }, () => {
  let server: StartedPostgres;
  beforeAll(async () => {
    server = await postgres({ mode: 'native', settings: { work_mem: '12MB' } }).start();
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  test('answers both roles, in their database', async () => {
    const who = 'SELECT current_user AS role, current_database() AS database';
    expect(await query(server.url, who)).toEqual([{ role: 'shop_app', database: 'shop' }]);
    expect(await query(server.ownerUrl, who)).toEqual([{ role: 'shop_owner', database: 'shop' }]);
    expect(server.version).toMatch(/^\d+\.\d+/);
  });

  test('lets the app create nothing, nor the owner rule the server', async () => {
    await expect(query(server.url, 'CREATE TABLE theft (id int)')).rejects.toThrow('permission denied for schema public');
    await expect(query(server.url, 'CREATE TEMPORARY TABLE theft (id int)')).rejects.toThrow(
      'permission denied to create temporary tables',
    );
    await expect(query(server.url, 'CREATE SCHEMA theft')).rejects.toThrow('permission denied for database');
    await expect(query(server.ownerUrl, 'CREATE ROLE thief')).rejects.toThrow('permission denied to create role');
    await expect(query(server.url.replace(/shop$/, 'postgres'), 'SELECT 1')).rejects.toThrow('permission denied for database');
  });

  test('asks everybody for a password, on loopback only', async () => {
    for (const url of [server.url, server.ownerUrl, server.adminUrl]) {
      const guessed = new URL(url);
      guessed.password = 'guessed';
      await expect(query(guessed.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    }
    const settings = await query(
      server.adminUrl,
      "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories')",
    );
    expect(settings).toEqual([
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    const trusting = await query(server.adminUrl, "SELECT * FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'");
    expect(trusting).toEqual([]);
  });

  test('sorts by code point, knows letters beyond ASCII, and takes settings', async () => {
    const [row] = await query<{ sorted: string[]; lower: string; memory: string; sync: string }>(
      server.url,
      `SELECT (SELECT array_agg(word ORDER BY word) FROM unnest(ARRAY['b', 'a', 'é', 'B']) AS word) AS sorted, lower('ÉCLAIR') AS lower,
         current_setting('work_mem') AS memory, current_setting('synchronous_commit') AS sync`,
    );
    expect(row).toEqual({ sorted: ['B', 'a', 'b', 'é'], lower: 'éclair', memory: '12MB', sync: 'on' });
  });

  test('keeps every committed row through a kill and a restart at the same address', async () => {
    await query(server.ownerUrl, 'CREATE TABLE kept (id int)');
    const before = { address: server.address, pids: await server.pids() };
    expect(before.pids.length).toBeGreaterThan(4);
    await query(server.ownerUrl, 'INSERT INTO kept SELECT generate_series(1, 100)');
    await server.kill();
    expect(before.pids.filter((pid) => findProcess(pid))).toEqual([]);
    expect(await server.pids()).toEqual([]);
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(server.address).toBe(before.address);
    expect(await query(server.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 100 }]);
  });

  test('restarts in good order too, with the data it had', async () => {
    await query(server.ownerUrl, 'CREATE TABLE ordered (id int)');
    await server.restart();
    expect(await query(server.ownerUrl, 'SELECT count(*)::int AS rows FROM ordered')).toEqual([{ rows: 0 }]);
    expect(server.logs()).toContain('database system is shut down');
  });

  test('holds its connections and answers nothing while it is paused', async () => {
    await withClient(server.url, async (client) => {
      await client.query('SELECT 1');
      await server.pause();
      try {
        await expect(withClient(server.url, (other) => other.query('SELECT 1'))).rejects.toThrow('timeout');
        let answered = false;
        const late = client.query('SELECT 42 AS answer').then((result) => {
          answered = true;
          return result.rows;
        });
        await expect(pollUntil('an answer', 500, () => answered)).rejects.toThrow('in vain');
        await server.resume();
        expect(await late).toEqual([{ answer: 42 }]);
      } finally {
        await server.resume();
      }
    });
  });

  test('can be killed while it is paused', async () => {
    await server.pause();
    await server.kill();
    await server.restart();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('never shows a password in its log', async () => {
    await query(server.adminUrl, "DO $$ BEGIN RAISE WARNING 'marked'; END $$");
    await pollUntil('the warning in the log', 5_000, () => server.logs().includes('marked'));
    for (const url of [server.url, server.ownerUrl, server.adminUrl]) expect(server.logs()).not.toContain(new URL(url).password);
  });
});

describe('starting and stopping', { timeout: 30_000 }, () => {
  test('two at once have different ports, and leave neither process nor folder behind, even one that was killed', async () => {
    const servers = await Promise.all([postgres({ mode: 'native' }).start(), postgres({ mode: 'native' }).start()]);
    const pids = (await Promise.all(servers.map((server) => server.pids()))).flat();
    const folders = servers.map((server) => dirname((server as NativePostgres).dataFolder));
    try {
      expect(new Set(servers.map((server) => server.address)).size).toBe(2);
      for (const server of servers) expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await servers[0].kill();
      expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    expect(pids.filter((pid) => findProcess(pid))).toEqual([]);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
    await expect(servers[0].restart()).rejects.toThrow('is stopped');
  });

  test('a setting that Postgres refuses ends the start with its own words', async () => {
    await expect(postgres({ mode: 'native', settings: { shared_buffers: 'plenty' } }).start()).rejects.toThrow(
      /ended \(exit code 1\) before it answered[\s\S]*invalid value for parameter "shared_buffers": "plenty"/,
    );
  });

  test('missing binaries are named in one line that says how to get them', async () => {
    process.env.OUTGROW_POSTGRES_BIN = '/nowhere';
    try {
      await expect(postgres({ mode: 'native' }).start()).rejects.toThrow(
        /^Postgres is missing: there is no initdb in \/nowhere\. Install .*OUTGROW_POSTGRES_BIN.*Docker.*\.$/,
      );
    } finally {
      delete process.env.OUTGROW_POSTGRES_BIN;
    }
  });
});
