import { serviceMode } from './engine.ts';
import { freePort } from './free-port.ts';
import { LogTail } from './log-tail.ts';
import { pollUntil } from './poll-until.ts';
import type { Progress, Service, Started } from './service.ts';
import { type ToxiproxyApi, toxiproxyApi } from './toxiproxy-api.ts';
import { type Link, ToxiproxyLink } from './toxiproxy-link.ts';

export type { Link };

const READY_WITHIN_MS = 30_000;
const PORTS_TRIED = 5;

export interface ToxiproxyOptions {
  /** Without it OUTGROW_SERVICES decides. */
  mode?: 'native' | 'container';
  progress?: Progress;
}

/** A running Toxiproxy. What goes through it takes longer, by milliseconds on a small machine: it is there for who asks for links. */
export interface StartedToxiproxy extends Started {
  /** A new way to a server, under a name of its own. It goes when the proxy does. */
  link(name: string, to: { readonly address: string }): Promise<Link>;
}

export function toxiproxy(options: ToxiproxyOptions = {}): Service<StartedToxiproxy> {
  return {
    async start() {
      const mode = options.mode ?? (sharesHost() ? await serviceMode() : 'native');
      options.progress?.('Toxiproxy: starting');
      for (let attempt = 1; ; attempt++) {
        const log = new LogTail();
        const server = await serverIn(mode, await freePort(), log);
        try {
          return await Toxiproxy.ready(server, log);
        } catch (error) {
          await server.stop();
          if (attempt === PORTS_TRIED || !log.text().includes('address already in use')) throw error;
        }
      }
    },
  };
}

/** Only there a container listens and connects where processes of this machine do. */
function sharesHost(): boolean {
  return process.platform === 'linux' && /^(unix:|$)/.test(process.env.DOCKER_HOST ?? '');
}

/** What it runs in. */
export interface ToxiproxyServer {
  readonly mode: 'native' | 'container';
  /** Of its own HTTP interface. */
  readonly address: string;
  readonly container?: unknown;
  pids(): number[];
  /** How it ended; undefined while it runs. */
  ended(): Promise<string | undefined>;
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

async function serverIn(mode: 'native' | 'container', port: number, log: LogTail): Promise<ToxiproxyServer> {
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') return (await import('./container-toxiproxy.ts')).containerToxiproxy(port, log);
  return (await import('./native-toxiproxy.ts')).nativeToxiproxy(port, log);
}

class Toxiproxy implements StartedToxiproxy {
  readonly kind = 'toxiproxy';
  readonly #server: ToxiproxyServer;
  readonly #log: LogTail;
  readonly #api: ToxiproxyApi;
  readonly #links = new Map<string, ToxiproxyLink>();
  #version = '';
  #stopping: Promise<void> | undefined;

  static async ready(server: ToxiproxyServer, log: LogTail): Promise<Toxiproxy> {
    const started = new Toxiproxy(server, log);
    await started.#ready();
    return started;
  }

  private constructor(server: ToxiproxyServer, log: LogTail) {
    this.#server = server;
    this.#log = log;
    this.#api = toxiproxyApi(server.address);
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

  async link(name: string, to: { readonly address: string }) {
    if (this.#links.has(name)) throw new Error(`There is a link "${name}" already: give this one another name.`);
    const link = await ToxiproxyLink.open(this.#api, name, to.address);
    this.#links.set(name, link);
    return link;
  }

  async pids() {
    return this.#server.pids();
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

  /** Its links are at their addresses again, and whole. */
  async restart() {
    if (this.#stopping) throw new Error('toxiproxy is stopped: start another.');
    await this.#server.restart();
    await this.#ready();
    for (const link of this.#links.values()) await link.reopen();
  }

  logs() {
    return this.#log.text();
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#server.stop();
    return this.#stopping;
  }

  async #ready() {
    const check = async () => {
      const ended = await this.#server.ended();
      if (ended !== undefined) throw new Error(`Toxiproxy ended (${ended}) before it answered. Its last lines:\n${this.logs()}`);
      const answer = (await this.#api('GET', '/version').catch(() => undefined)) as { version: string } | undefined;
      if (answer) this.#version = answer.version;
      return answer !== undefined;
    };
    await pollUntil('Toxiproxy to answer', READY_WITHIN_MS, check, () => `Its last lines:\n${this.logs()}`);
  }
}
