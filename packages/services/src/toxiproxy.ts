import { serviceMode } from './engine.ts';
import { IMAGES } from './images.ts';
import type { LogTail } from './log-tail.ts';
import type { RunningServer } from './running-server.ts';
import type { Progress, Service, Started } from './service.ts';
import { StartedServer, startServer } from './started-server.ts';
import { type ToxiproxyApi, toxiproxyApi } from './toxiproxy-api.ts';
import { type Link, ToxiproxyLink } from './toxiproxy-link.ts';

export type { Link };

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
    declares: { image: IMAGES.toxiproxy, settings: {} },
    async start() {
      const mode = options.mode ?? (await modeHere());
      options.progress?.('Toxiproxy: starting');
      return startServer(
        (port, log) => serverIn(mode, port, log),
        (server, log) => new Toxiproxy(server, log),
      );
    },
  };
}

async function modeHere(): Promise<'native' | 'container'> {
  if ((await serviceMode()) === 'native') return 'native';
  return (await (await import('./container-toxiproxy.ts')).sharesHost()) ? 'container' : 'native';
}

async function serverIn(mode: 'native' | 'container', port: number, log: LogTail): Promise<RunningServer> {
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') return (await import('./container-toxiproxy.ts')).containerToxiproxy(port, log);
  return (await import('./native-toxiproxy.ts')).nativeToxiproxy(port, log);
}

class Toxiproxy extends StartedServer implements StartedToxiproxy {
  readonly kind = 'toxiproxy';
  protected readonly name = 'Toxiproxy';
  protected readonly readyWithinMs = 30_000;
  readonly #api: ToxiproxyApi;
  readonly #links = new Map<string, ToxiproxyLink>();

  constructor(server: RunningServer, log: LogTail) {
    super(server, log);
    this.#api = toxiproxyApi(server.address);
  }

  async link(name: string, to: { readonly address: string }) {
    if (this.#links.has(name)) throw new Error(`There is a link "${name}" already: give this one another name.`);
    const link = await ToxiproxyLink.open(this.#api, name, to.address);
    this.#links.set(name, link);
    return link;
  }

  /** Its links are at their addresses again, and whole. */
  override async ready() {
    await super.ready();
    for (const link of this.#links.values()) await link.reopen();
  }

  protected async versionNow() {
    return ((await this.#api('GET', '/version')) as { version: string }).version;
  }
}
