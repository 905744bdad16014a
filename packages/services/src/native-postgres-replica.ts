import { appendFile, chown, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { NativePostgres } from './native-postgres.ts';
import type { StartedPostgres } from './postgres.ts';
import { emptyPostgresFolder } from './postgres-folder.ts';
import { withClient } from './postgres-query.ts';
import { conf } from './postgres-settings.ts';
import type { ReplicationSlot } from './replication-slot.ts';

const COPIED_WITHIN_MS = 600_000;

/** A copy of the primary's files, made as pg_basebackup would (it is not among the binaries from npm), that then follows its log. */
export async function startNativeReplica(
  of: StartedPostgres,
  slot: ReplicationSlot,
  settings: Readonly<Record<string, string>>,
): Promise<NativePostgres> {
  if (!(of instanceof NativePostgres))
    throw new Error('A native replica needs the files of a native primary: make it of what postgres() started.');
  const folder = await emptyPostgresFolder();
  const owner = folder.user;
  try {
    await copyRunning(of, folder.data);
    const [host, port] = of.address.split(':');
    const primary = `host=${host} port=${port} user=${slot.name} password=${slot.password} application_name=${slot.name}`;
    // It looks for its primary again every 5 s by default: too seldom where primaries are restarted on purpose.
    const follow = { wal_retrieve_retry_interval: '500ms', ...settings, primary_conninfo: primary, primary_slot_name: slot.name };
    await appendFile(join(folder.data, 'postgresql.conf'), conf(follow));
    await writeFile(join(folder.data, 'standby.signal'), '', { mode: 0o600 });
    if (owner) await giveTo(owner, folder.data);
    return await NativePostgres.launch('postgres-replica', folder, { ...of.passwords, replication: slot.password });
  } catch (error) {
    await folder.delete();
    throw error;
  }
}

async function copyRunning(of: NativePostgres, target: string) {
  const copy = async (client: Client) => {
    // The server keeps the backup open for as long as this connection is.
    await client.query("SELECT pg_backup_start('outgrow', true)");
    await copyFolder(of.dataFolder, target);
    const stopped = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await writeFile(join(target, 'backup_label'), stopped.rows[0]?.labelfile ?? '', { mode: 0o600 });
  };
  await withClient(of.adminUrl, copy, COPIED_WITHIN_MS);
}

/** What belongs to the running primary alone: its log is streamed instead, the rest is made anew at a start. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pgsql_tmp',
]);
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'pg_internal.init', 'backup_label', 'standby.signal']);

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (!entry.isDirectory()) await ifThere(copyFile(source, target));
    else if (EMPTIED.has(entry.name)) await mkdir(target, { mode: 0o700 });
    else await ifThere(copyFolder(source, target));
  }
}

/** The server goes on meanwhile: a table dropped after it was listed is no longer there, and the log says so too. */
async function ifThere(copied: Promise<void>): Promise<void> {
  try {
    await copied;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function giveTo(owner: { uid: number; gid: number }, folder: string): Promise<void> {
  await chown(folder, owner.uid, owner.gid);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chown(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
}
