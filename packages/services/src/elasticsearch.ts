import { elasticsearchVersion } from './elasticsearch-request.ts';
import { heapOptions, OFFICIAL_BUILD, ONE_NODE } from './elasticsearch-settings.ts';
import { serviceMode } from './engine.ts';
import { IMAGES } from './images.ts';
import type { LogTail } from './log-tail.ts';
import type { RunningServer } from './running-server.ts';
import type { Progress, Service, Started } from './service.ts';
import { StartedServer, startServer } from './started-server.ts';

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
  const { image = IMAGES.elasticsearch, settings, heapMiB = HEAP_MIB } = options;
  return {
    declares: { image, settings: { ...ONE_NODE, ...OFFICIAL_BUILD, ...settings, ES_JAVA_OPTS: heapOptions(heapMiB) } },
    async start() {
      const mode = options.mode ?? (await serviceMode());
      return startServer(
        (port, log) => serverIn(mode, options, port, log),
        (server, log) => new RunningElasticsearch(server, log),
      );
    },
  };
}

async function serverIn(
  mode: 'native' | 'container',
  { settings = {}, image = IMAGES.elasticsearch, progress, heapMiB = HEAP_MIB }: ElasticsearchOptions,
  port: number,
  log: LogTail,
): Promise<RunningServer> {
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') {
    progress?.(`Elasticsearch: starting the image ${image} (pulling it first, should it not be there)`);
    return (await import('./container-elasticsearch.ts')).containerElasticsearch(image, port, heapMiB, settings, log);
  }
  progress?.('Elasticsearch: starting');
  return (await import('./native-elasticsearch.ts')).nativeElasticsearch(port, heapMiB, settings, log);
}

class RunningElasticsearch extends StartedServer implements StartedElasticsearch {
  readonly kind = 'elasticsearch';
  protected readonly name = 'Elasticsearch';
  protected readonly readyWithinMs = 120_000;

  get url() {
    return `http://${this.address}`;
  }

  async openSampler() {
    return (await import('./elasticsearch-sampler.ts')).elasticsearchSampler(this.url);
  }

  protected versionNow() {
    return elasticsearchVersion(this.url);
  }
}
