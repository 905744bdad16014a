import { allotCpus, type CpuAllotment } from '@outgrow/services/cpu-allotment';
import { serviceMode } from '@outgrow/services/engine';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import { postgresReplica } from '@outgrow/services/postgres-replica';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const mode = await serviceMode();
if (mode === 'native')
  console.warn('Not tested here: Postgres in a container. Start a Docker engine, or do not set OUTGROW_SERVICES=native.');

describe.skipIf(mode === 'native')('Postgres in a container', { timeout: 60_000 }, () => {
  let server: StartedPostgres;
  beforeAll(async () => {
    server = await postgres({ mode: 'container', settings: { work_mem: '12MB' } }).start();
    await query(server.ownerUrl, 'CREATE TABLE kept (id int)');
    await query(server.ownerUrl, 'GRANT SELECT ON kept TO shop_app');
  }, 300_000);
  afterAll(() => server?.[Symbol.asyncDispose](), 60_000);

  test('answers both roles as the native one does, and takes settings', async () => {
    const who = "SELECT current_user AS role, current_database() AS database, current_setting('work_mem') AS memory";
    expect(await query(server.url, who)).toEqual([{ role: 'shop_app', database: 'shop', memory: '12MB' }]);
    expect(await query(server.ownerUrl, who)).toEqual([{ role: 'shop_owner', database: 'shop', memory: '12MB' }]);
    await expect(query(server.url, 'CREATE TABLE theft (id int)')).rejects.toThrow('permission denied for schema public');
    expect(await query(server.adminUrl, "SELECT * FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")).toEqual([]);
    expect(await server.pids()).toEqual([]);
  });

  test('keeps every committed row through a kill, paused or not, at the same address', async () => {
    const { address } = server;
    await query(server.ownerUrl, 'INSERT INTO kept SELECT generate_series(1, 100)');
    await server.kill();
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow();
    await server.restart();
    await server.pause();
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('timeout');
    await server.resume();
    expect(await query(server.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 100 }]);
    await server.pause();
    await server.kill();
    await server.restart();
    expect(server.address).toBe(address);
    expect(await query(server.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 100 }]);
    expect(server.logs()).toContain('database system is ready');
  });

  test('has a replica that can be held back, killed, and catches up, also after a restart of the primary', async () => {
    await using replica = await postgresReplica({ of: server }).start();
    const insert = () => query(server.ownerUrl, 'INSERT INTO kept VALUES (1)');
    const rows = async (at: StartedPostgres) =>
      (await query<{ rows: number }>(at.url, 'SELECT count(*)::int AS rows FROM kept'))[0]?.rows;
    await insert();
    await replica.caughtUp(20_000);
    const shown = await rows(replica);
    await replica.pauseReplay();
    await insert();
    expect(await rows(replica)).toBe(shown);
    await replica.resumeReplay();
    await replica.kill();
    await server.restart();
    await insert();
    await replica.restart();
    await replica.caughtUp(20_000);
    expect(await rows(replica)).toBe(await rows(server));
  });

  test('is held to the CPUs it is allotted, also after a restart, until it is given all again', async () => {
    const burn = () => query(server.adminUrl, 'SELECT sum(n) FROM generate_series(1, 1000000) AS n');
    const held = async (allotment: CpuAllotment) => {
      const before = allotment.throttledSeconds?.();
      await burn();
      const after = allotment.throttledSeconds?.();
      // Not to be seen where the engine runs elsewhere.
      return before === undefined || after === undefined || after > before;
    };
    const allotment = await allotCpus(server, 0.25);
    expect(allotment).toMatchObject({ how: 'container limit', cpus: 0.25 });
    expect(await held(allotment)).toBe(true);
    await allotment.set(0.5);
    await server.restart();
    await allotment.apply();
    expect(await held(allotment)).toBe(true);
    await allotment[Symbol.asyncDispose]();
    await burn();
  });

  test('is sampled, and so is its replica', async () => {
    await using replica = await postgresReplica({ of: server }).start();
    await replica.caughtUp(20_000);
    for (const each of [server, replica]) {
      const sampler = await each.openSampler?.();
      expect((await sampler?.sample())?.commitsTotal).toBeGreaterThan(0);
      await sampler?.[Symbol.asyncDispose]();
    }
  });
});
