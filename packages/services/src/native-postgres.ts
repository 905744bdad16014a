import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LogTail } from './log-tail.ts';
import { onFreePort } from './on-free-port.ts';
import { pollUntil } from './poll-until.ts';
import type { PostgresOptions, StartedPostgres } from './postgres.ts';
import { newPostgresFolder, POSTGRES_ENV, type PostgresFolder } from './postgres-folder.ts';
import { answering } from './postgres-query.ts';
import { createShop, newPasswords, type Passwords, secretsOf, urlsAt } from './postgres-roles.ts';
import { postgresSampler } from './postgres-sampler.ts';
import { findProcess } from './process-table.ts';
import { ServerProcess } from './server-process.ts';

const ANSWERS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 10_000;
const CLEANS_WITHIN_MS = 5_000;

export async function startNativePostgres(options: PostgresOptions): Promise<NativePostgres> {
  const passwords = newPasswords(options.roles);
  const folder = await newPostgresFolder(options, passwords);
  try {
    options.progress?.('Postgres: starting');
    return await NativePostgres.launch('postgres', folder, passwords, (address) => createShop(address, passwords));
  } catch (error) {
    await folder.delete();
    throw error;
  }
}

export class NativePostgres implements StartedPostgres {
  readonly kind: string;
  readonly mode = 'native';
  readonly passwords: Passwords;
  readonly #folder: PostgresFolder;
  readonly #port: number;
  readonly #log: LogTail;
  #process: ServerProcess | undefined;
  #stopping: Promise<void> | undefined;
  #version = '';

  /** Starts a server on the folder, on a port of its own. Where that fails, nothing runs, and the folder is the caller's to delete. */
  static launch(kind: string, folder: PostgresFolder, passwords: Passwords, prepare?: (address: string) => Promise<void>) {
    return onFreePort(async (port) => {
      const server = new NativePostgres(kind, folder, passwords, port);
      try {
        await server.#start(prepare ? 'postgres' : 'shop');
        await prepare?.(server.address);
        return server;
      } catch (error) {
        await server.#process?.stop('SIGQUIT', CLEANS_WITHIN_MS);
        throw error;
      }
    });
  }

  private constructor(kind: string, folder: PostgresFolder, passwords: Passwords, port: number) {
    this.kind = kind;
    this.passwords = passwords;
    this.#folder = folder;
    this.#port = port;
    this.#log = new LogTail(secretsOf(passwords));
  }

  get address() {
    return `127.0.0.1:${this.#port}`;
  }
  get version() {
    return this.#version;
  }
  get url() {
    return urlsAt(this.address, this.passwords).url;
  }
  get ownerUrl() {
    return urlsAt(this.address, this.passwords).ownerUrl;
  }
  get adminUrl() {
    return urlsAt(this.address, this.passwords).adminUrl;
  }
  urlOf(role: string) {
    return urlsAt(this.address, this.passwords).urlOf(role);
  }
  /** Where its files lie. */
  get dataFolder() {
    return this.#folder.data;
  }

  async pids() {
    return this.#process?.pids() ?? [];
  }

  async howItEnded() {
    return this.#process?.ended;
  }

  async kill() {
    await this.#process?.kill();
  }

  async pause() {
    await this.#process?.pause();
  }

  async resume() {
    this.#process?.resume();
  }

  async restart() {
    if (this.#stopping) throw new Error(`${this.kind} is stopped and its data deleted: start another.`);
    await this.#process?.stop('SIGINT', STOPS_WITHIN_MS);
    await this.#start('shop');
  }

  logs() {
    return this.#log.text();
  }

  openSampler() {
    return postgresSampler(this.adminUrl, this.kind === 'postgres-replica' ? 'replica' : 'primary');
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #start(database: string) {
    const process = await this.#spawn();
    const { adminUrl } = urlsAt(this.address, this.passwords, database);
    this.#version = await answering(
      adminUrl,
      ANSWERS_WITHIN_MS,
      () => process.ended,
      () => this.logs(),
    );
  }

  async #spawn() {
    await this.#removeStalePidFile();
    const { binaries, data, user } = this.#folder;
    const args = ['-D', data, '-p', String(this.#port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    this.#process = await ServerProcess.start({
      command: join(binaries, 'postgres'),
      args,
      env: POSTGRES_ENV,
      cwd: '/',
      user,
      log: this.#log,
      quitFirst: true,
    });
    return this.#process;
  }

  /** After a SIGKILL the file stays. Should another process have got its pid meanwhile, Postgres decides. */
  async #removeStalePidFile() {
    const pid = Number.parseInt(await this.#pidFile(), 10);
    if (pid > 0 && findProcess(pid) === undefined) await rm(join(this.#folder.data, 'postmaster.pid'), { force: true });
  }

  #pidFile() {
    return readFile(join(this.#folder.data, 'postmaster.pid'), 'utf8').catch(() => '');
  }

  async #stop() {
    try {
      await this.#process?.stop('SIGINT', STOPS_WITHIN_MS);
      if (this.#process?.ended === 'SIGKILL') await this.#giveBackSharedMemory();
    } finally {
      await this.kill();
      await this.#folder.delete();
    }
  }

  /** Killed, it left shared memory behind that outlives the processes. The next start on the same data removes it. */
  async #giveBackSharedMemory() {
    const process = await this.#spawn();
    const started = async () => process.ended !== undefined || /^(starting|ready|standby)/m.test(await this.#pidFile());
    await pollUntil('it to start', CLEANS_WITHIN_MS, started).catch(() => {});
    await process.stop('SIGQUIT', CLEANS_WITHIN_MS);
  }
}
