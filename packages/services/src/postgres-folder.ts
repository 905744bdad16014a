import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LogTail } from './log-tail.ts';
import type { PostgresOptions } from './postgres.ts';
import { openToOthers, postgresBinFolder, postgresUser, reachableBinFolder } from './postgres-binaries.ts';
import type { Passwords } from './postgres-roles.ts';
import { settingsText } from './postgres-settings.ts';
import { remember } from './reaper.ts';
import { ServerProcess } from './server-process.ts';

const INITDB_WITHIN_MS = 120_000;
const INITDB_ENDS_WITHIN_MS = 5_000;

/** A temporary folder that a native Postgres lives in, and what runs it. */
export interface PostgresFolder {
  data: string;
  binaries: string;
  user: { uid: number; gid: number } | undefined;
  delete(): Promise<void>;
}

/** The folder alone, without data. */
export async function emptyPostgresFolder(): Promise<PostgresFolder> {
  const binFolder = postgresBinFolder();
  const user = postgresUser();
  if (user && !openToOthers(tmpdir())) {
    throw new Error(
      `The user "nobody", who runs Postgres for root, cannot enter ${tmpdir()}: set TMPDIR to a folder open to all.`,
    );
  }
  const folder = join(tmpdir(), `outgrow-postgres-${randomBytes(6).toString('hex')}`);
  // Before it exists: a crash between the two would leave it behind.
  const forget = remember({ folder });
  await mkdir(folder, { mode: 0o700 });
  const remove = async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    forget();
  };
  try {
    const binaries = user ? await reachableBinFolder(binFolder, folder) : binFolder;
    if (user) await chown(folder, user.uid, user.gid);
    return { data: join(folder, 'data'), binaries, user, delete: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** With a database cluster in it, ready to be started. */
export async function newPostgresFolder(options: PostgresOptions, passwords: Passwords): Promise<PostgresFolder> {
  const folder = await emptyPostgresFolder();
  try {
    options.progress?.('Postgres: creating the database files');
    await initdb(folder, passwords);
    await appendFile(join(folder.data, 'postgresql.conf'), settingsText(options.settings));
    return folder;
  } catch (error) {
    await folder.delete();
    throw error;
  }
}

/** What a server process needs of the environment; nothing of ours is its business. */
export const POSTGRES_ENV = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

async function initdb(folder: PostgresFolder, passwords: Passwords): Promise<void> {
  const passwordFile = `${folder.data}.password`;
  await writeFile(passwordFile, passwords.admin, { mode: 0o600 });
  if (folder.user) await chown(passwordFile, folder.user.uid, folder.user.gid);
  const log = new LogTail();
  const args = [
    '--pgdata',
    folder.data,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
  ];
  // Text sorts by code point on every system alike, and the files need not reach the disk: only the commits after this matter.
  args.push(...(await locale(folder)), '--no-sync', '--no-instructions');
  const process = await ServerProcess.start({
    command: join(folder.binaries, 'initdb'),
    args,
    env: POSTGRES_ENV,
    cwd: '/',
    user: folder.user,
    log,
    quitFirst: true,
  });
  const deadline = setTimeout(() => void process.stop('SIGTERM', INITDB_ENDS_WITHIN_MS), INITDB_WITHIN_MS);
  await process.end();
  clearTimeout(deadline);
  await rm(passwordFile, { force: true });
  if (process.ended !== 'exit code 0') throw new Error(`initdb failed (${process.ended}). Its last lines:\n${log.text()}`);
}

/** Postgres has a C.UTF-8 of its own from 17 on; before that it needs the system's. */
async function locale(folder: PostgresFolder): Promise<string[]> {
  const { stdout } = await promisify(execFile)(join(folder.binaries, 'postgres'), ['--version'], { timeout: 10_000 });
  const major = Number(/(\d+)/.exec(stdout)?.[1]);
  return major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C.UTF-8'];
}
