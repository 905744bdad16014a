import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import { postgresReplica, type StartedPostgresReplica } from '@outgrow/services/postgres-replica';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('a native streaming replica', { timeout: 30_000 }, () => {
  let primary: StartedPostgres;
  let replica: StartedPostgresReplica;
  beforeAll(async () => {
    primary = await postgres({ mode: 'native' }).start();
    await query(primary.ownerUrl, 'CREATE TABLE copied (id int)');
    await query(primary.ownerUrl, 'GRANT SELECT ON copied TO shop_app');
    await query(primary.ownerUrl, 'INSERT INTO copied VALUES (1)');
    replica = await postgresReplica({ of: primary }).start();
  }, 60_000);
  afterAll(async () => {
    await replica?.[Symbol.asyncDispose]();
    await primary?.[Symbol.asyncDispose]();
  });

  const rows = async (at: StartedPostgres) =>
    (await query<{ rows: number }>(at.url, 'SELECT count(*)::int AS rows FROM copied'))[0]?.rows;
  const insert = (id: number) => query(primary.ownerUrl, 'INSERT INTO copied VALUES ($1)', [id]);

  test('shows what was there before it and what comes after, to the same role, and takes no write', async () => {
    await insert(2);
    await replica.caughtUp(10_000);
    expect(await rows(replica)).toBe(2);
    await expect(query(replica.ownerUrl, 'INSERT INTO copied VALUES (3)')).rejects.toThrow('read-only transaction');
    expect(replica.address).not.toBe(primary.address);
  });

  test('shows the past while its replay is paused, says how far it is behind, and catches up', async () => {
    await replica.caughtUp(10_000);
    const shown = await rows(replica);
    await replica.pauseReplay();
    await insert(4);
    expect(await rows(primary)).toBe(Number(shown) + 1);
    expect(await rows(replica)).toBe(shown);
    expect(await replica.lagBytes()).toBeGreaterThan(0);
    await expect(replica.caughtUp(200)).rejects.toThrow(
      /Waited 200 ms for the replica to catch up in vain\.\nIt is \d+ bytes behind/,
    );
    await replica.resumeReplay();
    await replica.caughtUp(10_000);
    expect(await rows(replica)).toBe(await rows(primary));
  });

  test('goes on where it was after a kill of its own and one of its primary', async () => {
    await replica.kill();
    await insert(5);
    await replica.restart();
    await replica.caughtUp(10_000);
    await primary.kill();
    expect(await rows(replica)).toBeGreaterThan(0);
    await primary.restart();
    await insert(6);
    await replica.caughtUp(20_000);
    expect(await rows(replica)).toBe(await rows(primary));
  });

  test('can be made to lag by a setting, and gives its place in the log back when it stops', async () => {
    const slots = async () => (await query(primary.adminUrl, 'SELECT slot_name FROM pg_replication_slots')).length;
    const before = await slots();
    {
      await using late = await postgresReplica({ of: primary, settings: { recovery_min_apply_delay: '1h' } }).start();
      const shown = await rows(late);
      await insert(7);
      await replica.caughtUp(10_000);
      expect(await rows(late)).toBe(shown);
      expect(await slots()).toBe(before + 1);
    }
    expect(await slots()).toBe(before);
  });
});
