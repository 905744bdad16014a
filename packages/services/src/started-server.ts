import { LogTail } from './log-tail.ts';
import { onFreePort } from './on-free-port.ts';
import type { RunningServer } from './running-server.ts';
import type { Started } from './service.ts';
import { untilItAnswers } from './until-it-answers.ts';

/** What the started servers have in common, whatever each of them runs in. */
export abstract class StartedServer implements Started {
  abstract readonly kind: string;
  /** As in messages. */
  protected abstract readonly name: string;
  protected abstract readonly readyWithinMs: number;
  readonly #server: RunningServer;
  readonly #log: LogTail;
  #version = '';
  #stopping: Promise<void> | undefined;

  /** Its version, once it can be used; until then it throws. Bounded. */
  protected abstract versionNow(): Promise<string>;

  constructor(server: RunningServer, log: LogTail) {
    this.#server = server;
    this.#log = log;
  }

  get mode() {
    return this.#server.mode;
  }
  get version() {
    return this.#version;
  }
  get address() {
    return this.#server.address;
  }
  /** The one it runs in, if any. */
  get container() {
    return this.#server.container;
  }

  async pids() {
    return this.#server.pids();
  }
  howItEnded() {
    return this.#server.ended();
  }
  kill() {
    return this.#server.kill();
  }
  pause() {
    return this.#server.pause();
  }
  resume() {
    return this.#server.resume();
  }

  async restart() {
    if (this.#stopping) throw new Error(`${this.kind} is stopped and its data deleted: start another.`);
    await this.#server.restart();
    await this.ready();
  }

  logs() {
    return this.#log.text();
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#server.stop();
    return this.#stopping;
  }

  /** Resolves when it can be used, after each of its starts. */
  async ready() {
    this.#version = await untilItAnswers({
      name: this.name,
      withinMs: this.readyWithinMs,
      version: () => this.versionNow(),
      ended: () => this.#server.ended(),
      log: () => this.logs(),
    });
  }
}

/** Starts it at a free port; resolves when it can be used. Where that fails nothing is left. Its log is without the secrets. */
export function startServer<S extends StartedServer>(
  run: (port: number, log: LogTail) => Promise<RunningServer>,
  started: (server: RunningServer, log: LogTail) => S,
  secrets: readonly string[] = [],
): Promise<S> {
  return onFreePort(async (port) => {
    const log = new LogTail(secrets);
    const server = started(await run(port, log), log);
    try {
      await server.ready();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  });
}
