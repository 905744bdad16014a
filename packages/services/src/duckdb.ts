import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { nodeProcess, type StartedNodeProcess } from './node-process.ts';
import { onFreePort } from './on-free-port.ts';
import type { Progress, Service, Started } from './service.ts';
import { temporaryFolder } from './temporary-folder.ts';

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
    declares: { entry: options.entry },
    async start() {
      options.progress?.('DuckDB: starting');
      await using stack = new AsyncDisposableStack();
      const folder = stack.use(await temporaryFolder('duckdb'));
      const secret = randomBytes(24).toString('base64url');
      const file = join(folder.path, 'warehouse.duckdb');
      const { process, version } = await onFreePort((port) => startAt(port, file, secret, options));
      return new Duckdb(process, file, `http://loader:${secret}@${process.address}`, version, stack.move());
    },
  };
}

async function startAt(port: number, file: string, secret: string, { entry, cwd, env, settings }: DuckdbOptions) {
  const own = { HOST: '127.0.0.1', PORT: String(port), WAREHOUSE_FILE: file, WAREHOUSE_SECRET: secret };
  const readyUrl = `http://127.0.0.1:${port}/healthz`;
  const process = await nodeProcess({ kind: 'duckdb', entry, cwd, env: { ...env, ...settings, ...own }, readyUrl }).start();
  try {
    return { process, version: await versionAt(readyUrl) };
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
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
  readonly #folder: AsyncDisposable;
  #stopping: Promise<void> | undefined;

  constructor(process: StartedNodeProcess, file: string, url: string, version: string, folder: AsyncDisposable) {
    this.#process = process;
    this.file = file;
    this.url = url;
    this.version = version;
    this.#folder = folder;
  }

  get address() {
    return this.#process.address;
  }

  pids() {
    return this.#process.pids();
  }
  howItEnded() {
    return this.#process.howItEnded();
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
      await this.#folder[Symbol.asyncDispose]();
    }
  }
}
