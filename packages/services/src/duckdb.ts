import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { nodeProcess, type StartedNodeProcess } from './node-process.ts';
import { remember } from './reaper.ts';
import type { Progress, Service, Started } from './service.ts';

const PORTS_TRIED = 5;
const REPLIES_WITHIN_MS = 2_000;

export interface DuckdbOptions {
  /** The TypeScript file of the process that owns the DuckDB file WAREHOUSE_FILE and serves it at PORT to who has the WAREHOUSE_SECRET. */
  entry: string;
  cwd: string;
  /** What else it is given, as where it loads from. */
  env: Readonly<Record<string, string>>;
  /** Its settings, by the name of their environment variable. */
  settings?: Readonly<Record<string, string>>;
  progress?: Progress;
}

/** A running process that owns a DuckDB file. */
export interface StartedDuckdb extends Started {
  /** http://loader:SECRET@host:port */
  readonly url: string;
  /** As of a Node process: from its next start on it runs this. */
  readonly become: StartedNodeProcess['become'];
  /** The DuckDB file. It survives `kill` and `restart`, and goes at the end. */
  readonly file: string;
}

/**
 * DuckDB is a library, and one process may write its file: that process is ours, and is run as the app processes are, whatever the
 * other servers run in. It is started once it answers at /healthz: with a broken file it does too, so that it can be mended.
 */
export function duckdb(options: DuckdbOptions): Service<StartedDuckdb> {
  return {
    async start() {
      options.progress?.('DuckDB: starting');
      const folder = join(tmpdir(), `outgrow-duckdb-${randomBytes(6).toString('hex')}`);
      // Before it exists: a crash between the two would leave it behind.
      const forget = remember({ folder });
      const remove = async () => {
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
        forget();
      };
      try {
        await mkdir(folder, { mode: 0o700 });
        return await launch(options, join(folder, 'warehouse.duckdb'), remove);
      } catch (error) {
        await remove();
        throw error;
      }
    },
  };
}

async function launch(options: DuckdbOptions, file: string, removeFolder: () => Promise<void>): Promise<Duckdb> {
  const { entry, cwd, env, settings } = options;
  const secret = randomBytes(24).toString('base64url');
  for (let attempt = 1; ; attempt++) {
    const address = `127.0.0.1:${await freePort()}`;
    const PORT = address.split(':')[1] ?? '';
    const given = { ...env, ...settings, HOST: '127.0.0.1', PORT, WAREHOUSE_FILE: file, WAREHOUSE_SECRET: secret };
    const readyUrl = `http://${address}/healthz`;
    try {
      const started = await nodeProcess({ kind: 'duckdb', entry, cwd, env: given, readyUrl }).start();
      try {
        return new Duckdb(started, file, `http://loader:${secret}@${address}`, await versionAt(readyUrl), removeFolder);
      } catch (error) {
        await started[Symbol.asyncDispose]();
        throw error;
      }
    } catch (error) {
      if (attempt === PORTS_TRIED || !String(error).includes('EADDRINUSE')) throw error;
    }
  }
}

async function versionAt(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(REPLIES_WITHIN_MS) });
  return ((await response.json()) as { version: string }).version;
}

class Duckdb implements StartedDuckdb {
  readonly kind = 'duckdb';
  readonly mode = 'native';
  readonly file: string;
  readonly url: string;
  readonly version: string;
  readonly #process: StartedNodeProcess;
  readonly #removeFolder: () => Promise<void>;
  #stopping: Promise<void> | undefined;

  constructor(process: StartedNodeProcess, file: string, url: string, version: string, removeFolder: () => Promise<void>) {
    this.#process = process;
    this.file = file;
    this.url = url;
    this.version = version;
    this.#removeFolder = removeFolder;
  }

  get address() {
    return this.#process.address;
  }

  pids() {
    return this.#process.pids();
  }
  kill() {
    return this.#process.kill();
  }
  pause() {
    return this.#process.pause();
  }
  resume() {
    return this.#process.resume();
  }
  become(command: Parameters<StartedNodeProcess['become']>[0]) {
    this.#process.become(command);
  }
  restart() {
    return this.#process.restart();
  }
  logs() {
    return this.#process.logs();
  }

  async openSampler() {
    const sampler = await this.#process.openSampler?.();
    if (!sampler) throw new Error('the process of DuckDB shows no metrics');
    return sampler;
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop() {
    try {
      await this.#process[Symbol.asyncDispose]();
    } finally {
      await this.#removeFolder();
    }
  }
}
