import type { ElasticsearchServer } from './elasticsearch-server.ts';
import { serviceMode } from './engine.ts';
import { freePort } from './free-port.ts';
import { LogTail } from './log-tail.ts';
import type { Progress, Service, Started } from './service.ts';

const READY_WITHIN_MS = 120_000;
const PORTS_TRIED = 5;
const ELASTICSEARCH_IMAGE = 'elasticsearch:9.5.3';
const HEAP_MIB = 384;

export interface ElasticsearchOptions {
  /** Settings of elasticsearch.yml by their full names, over the defaults of elasticsearch-settings.ts. */
  settings?: Readonly<Record<string, string>>;
  /** Without it OUTGROW_SERVICES decides. */
  mode?: 'native' | 'container';
  /** The image of container mode. */
  image?: string;
  progress?: Progress;
  /** Of the JVM, fixed from its start; without it 384. The process takes some 150 MiB more. */
  heapMiB?: number;
}

/**
 * A running Elasticsearch 9 of one node, on loopback only and open to whoever is there: it asks for no password. Natively it is most
 * often the server's published jars, which know no security, no scripts (so no update or delete by query either), no reindex, no
 * ingest pipelines and no analysers but the standard ones.
 */
export interface StartedElasticsearch extends Started {
  /** As http://127.0.0.1:9200. */
  readonly url: string;
}

/** What was acknowledged is kept through `kill` and `restart`, and goes with the server. */
export function elasticsearch(options: ElasticsearchOptions = {}): Service<StartedElasticsearch> {
  return {
    async start() {
      const mode = options.mode ?? (await serviceMode());
      for (let attempt = 1; ; attempt++) {
        const log = new LogTail();
        const server = await serverIn(mode, options, log);
        try {
          return await RunningElasticsearch.ready(server, log);
        } catch (error) {
          await server.stop();
          if (attempt === PORTS_TRIED || !/address already in use/i.test(log.text())) throw error;
        }
      }
    },
  };
}

async function serverIn(mode: 'native' | 'container', options: ElasticsearchOptions, log: LogTail) {
  const { settings = {}, image = ELASTICSEARCH_IMAGE, progress, heapMiB = HEAP_MIB } = options;
  const port = await freePort();
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') {
    progress?.(`Elasticsearch: starting the image ${image} (pulling it first, should it not be there)`);
    return (await import('./container-elasticsearch.ts')).containerElasticsearch(image, port, heapMiB, settings, log);
  }
  progress?.('Elasticsearch: starting');
  return (await import('./native-elasticsearch.ts')).nativeElasticsearch(port, heapMiB, settings, log);
}

class RunningElasticsearch implements StartedElasticsearch {
  readonly kind = 'elasticsearch';
  readonly #server: ElasticsearchServer;
  readonly #log: LogTail;
  #version = '';
  #stopping: Promise<void> | undefined;

  static async ready(server: ElasticsearchServer, log: LogTail): Promise<RunningElasticsearch> {
    const started = new RunningElasticsearch(server, log);
    await started.#ready();
    return started;
  }

  private constructor(server: ElasticsearchServer, log: LogTail) {
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
  get url() {
    return `http://${this.address}`;
  }
  /** The one it runs in, if any. */
  get container() {
    return this.#server.container;
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

  async restart() {
    if (this.#stopping) throw new Error('elasticsearch is stopped and its data deleted: start another.');
    await this.#server.restart();
    await this.#ready();
  }

  logs() {
    return this.#log.text();
  }

  async openSampler() {
    return (await import('./elasticsearch-sampler.ts')).elasticsearchSampler(this.url);
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#server.stop();
    return this.#stopping;
  }

  async #ready() {
    const { elasticsearchAnswering } = await import('./elasticsearch-request.ts');
    this.#version = await elasticsearchAnswering(
      this.url,
      READY_WITHIN_MS,
      () => this.#server.ended(),
      () => this.logs(),
    );
  }
}
