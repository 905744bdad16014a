import { rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Queries, queriesOn } from './queries.ts';
import { SCHEMA } from './warehouse-tables.ts';

/** The file cannot be read or written now: broken, or just being made anew. */
export class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable';
}

/** One DuckDB file. Reads go on beside each other, writes come one after the other. */
export class WarehouseFile {
  readonly #path: string;
  readonly #reads = new Set<Promise<unknown>>();
  #instance: DuckDBInstance | undefined;
  #reason: string | undefined = 'the file is not open yet';
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Why it cannot be used; undefined where it can. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Opens the file or makes it. A broken one is noted as the reason; only one that another process holds is an error. */
  async open(): Promise<void> {
    let instance: DuckDBInstance | undefined;
    try {
      instance = await DuckDBInstance.create(this.#path, SETTINGS);
      await using one = await queriesOn(instance, WRITE_MS);
      for (const statement of SCHEMA) await one.run(statement);
      this.#instance = instance;
      this.#reason = undefined;
    } catch (error) {
      instance?.closeSync();
      const { message } = error as Error;
      const holder = /Conflicting lock is held in .*?\(PID (\d+)\)/s.exec(message)?.[1];
      if (holder || message.includes('Could not set lock')) {
        throw new Error(
          `${this.#path} is held by another process${holder ? ` (pid ${holder})` : ''}: stop that one, or name another WAREHOUSE_FILE`,
        );
      }
      this.#reason = `the file cannot be opened (${firstLine(message)}): POST /rebuild makes it anew`;
    }
  }

  /** By a connection of its own, for a bounded time. */
  read<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const reading = this.#with(work, READ_MS);
    this.#reads.add(reading);
    const done = () => this.#reads.delete(reading);
    reading.then(done, done);
    return reading;
  }

  /** All of it or nothing. */
  write<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#inTurn(() =>
      this.#with(async (queries) => {
        await queries.run('BEGIN');
        try {
          const result = await work(queries);
          await queries.run('COMMIT');
          return result;
        } catch (error) {
          await queries.run('ROLLBACK').catch(() => {}); // A failed commit has rolled back already.
          throw error;
        }
      }, WRITE_MS),
    );
  }

  /** An empty one in its place, whatever was there. */
  recreate(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close('the file is just being made anew');
      for (const suffix of ['', '.wal', '.tmp']) await rm(this.#path + suffix, { recursive: true, force: true });
      await this.open();
    });
  }

  /** Once what is under way has ended; all of the log is in the file then. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#close('the file is closed: this process is ending'));
  }

  async #close(reason: string): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    this.#reason = reason;
    await Promise.allSettled(this.#reads);
    instance?.closeSync();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastWrite.then(work);
    this.#lastWrite = done.catch(() => {});
    return done;
  }

  async #with<T>(work: (queries: Queries) => Promise<T>, timeoutMs: number): Promise<T> {
    if (!this.#instance) throw new FileUnavailable(this.#reason);
    try {
      await using queries = await queriesOn(this.#instance, timeoutMs);
      return await work(queries);
    } catch (error) {
      const text = firstLine((error as Error).message);
      // Blocks are checked when they are read: a file that opened well may prove broken later, and for good.
      if (/Corrupt database|checksum|has been invalidated|^(FATAL|INTERNAL) Error/.test(text)) {
        this.#reason = `the file is broken (${text}): POST /rebuild makes it anew`;
        throw new FileUnavailable(this.#reason);
      }
      if (/^INTERRUPT Error/.test(text)) throw new FileUnavailable(`it took longer than ${timeoutMs} ms and was given up`);
      throw error;
    }
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** It lives beside the apps: it takes one CPU at a time and little memory, and reaches for nothing but its file. */
const SETTINGS = {
  memory_limit: '256MB',
  threads: '1',
  max_temp_directory_size: '1GB',
  preserve_insertion_order: 'false',
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};
const READ_MS = 5_000;
const WRITE_MS = 30_000;
