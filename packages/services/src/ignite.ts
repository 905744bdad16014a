import { serviceMode } from './engine.ts';
import { freePort } from './free-port.ts';
import { IgniteCluster } from './ignite-cluster.ts';
import type { IgniteNode, IgniteServer } from './ignite-node.ts';
import { type NodeStatus, nodeStatus, readyVersion } from './ignite-status.ts';
import { IMAGES } from './images.ts';
import type { LogTail } from './log-tail.ts';
import type { RunningServer } from './running-server.ts';
import type { Progress, Service, Started } from './service.ts';
import { StartedServer, startServer } from './started-server.ts';

export interface IgniteOptions {
  /** Any node of the cluster that it joins; without one it is the first of a new cluster. */
  joins?: StartedIgnite;
  /** By the names of ignite-settings.ts, as `durability: 'fsync'`. One that joins has the first node's, and its own over them. */
  settings?: Readonly<Record<string, string>>;
  /** The script of the shop's rules, which the whole cluster has from its first node; without it the one of `bundleDecide`. */
  decide?: () => Promise<string>;
  /** Without it OUTGROW_SERVICES decides. All nodes of a cluster run in the same. */
  mode?: 'native' | 'container';
  /** The image of container mode, which brings the Java. */
  image?: string;
  progress?: Progress;
}

/**
 * A running node of stage 5's cluster, on loopback only and open to whoever is there: it asks for no password. What clients connect
 * to is `address`. It is started once it belongs to its cluster and every copy is where it belongs.
 */
export interface StartedIgnite extends Started {
  /** Where it tells of itself, as http://127.0.0.1:20000. */
  readonly statusUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly cluster: IgniteCluster;
  status(): Promise<NodeStatus>;
  /** Resolves when this node knows of nothing that is still being copied. */
  untilRebalanced(): Promise<void>;
}

/** What was acknowledged is kept through `kill` and `restart` by the copies on other nodes, and with durability log or fsync by itself. */
export function ignite(options: IgniteOptions = {}): Service<StartedIgnite> {
  const { image = IMAGES.java, joins } = options;
  return {
    declares: { image, settings: { ...joins?.settings, ...options.settings } },
    async start() {
      const mode = options.mode ?? (await serviceMode());
      const cluster = joins?.cluster ?? (await newCluster(options));
      const settings = { ...cluster.settings, ...options.settings };
      const release = cluster.hold();
      let statusUrl = '';
      try {
        return await startServer(
          async (port, log) => {
            const ports = {
              client: port,
              discovery: await freePort(),
              communication: await freePort(),
              status: await freePort(),
            };
            const server = await serverIn(mode, options, { name: cluster.nextName(), cluster, settings, ports }, log);
            statusUrl = server.statusUrl;
            return server;
          },
          (server, log) => new RunningIgnite(server, log, statusUrl, settings, cluster),
        );
      } finally {
        await release();
      }
    },
  };
}

async function newCluster({ settings = {}, decide, progress }: IgniteOptions): Promise<IgniteCluster> {
  progress?.('Ignite: bundling the rules');
  const script = decide ?? (await import('@outgrow/domain/bundle')).bundleDecide;
  return IgniteCluster.of(settings, await script());
}

async function serverIn(
  mode: 'native' | 'container',
  { image = IMAGES.java, progress }: IgniteOptions,
  node: IgniteNode,
  log: LogTail,
): Promise<IgniteServer> {
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') {
    progress?.(`Ignite: starting ${node.name} in the image ${image} (pulling it first, should it not be there)`);
    return (await import('./container-ignite.ts')).containerIgnite(image, node, log);
  }
  progress?.(`Ignite: starting ${node.name}`);
  return (await import('./native-ignite.ts')).nativeIgnite(node, log);
}

class RunningIgnite extends StartedServer implements StartedIgnite {
  readonly kind = 'ignite';
  protected readonly name = 'Ignite';
  protected readonly readyWithinMs = 120_000;
  readonly statusUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly cluster: IgniteCluster;
  readonly #release: () => Promise<void>;

  constructor(
    server: RunningServer,
    log: LogTail,
    statusUrl: string,
    settings: Readonly<Record<string, string>>,
    cluster: IgniteCluster,
  ) {
    super(server, log);
    this.statusUrl = statusUrl;
    this.settings = settings;
    this.cluster = cluster;
    this.#release = cluster.hold();
  }

  status() {
    return nodeStatus(this.statusUrl);
  }

  untilRebalanced() {
    return this.ready();
  }

  async openSampler() {
    return (await import('./ignite-sampler.ts')).igniteSampler(this.statusUrl);
  }

  protected versionNow() {
    return readyVersion(this.statusUrl);
  }

  override async [Symbol.asyncDispose]() {
    try {
      await super[Symbol.asyncDispose]();
    } finally {
      await this.#release();
    }
  }
}
