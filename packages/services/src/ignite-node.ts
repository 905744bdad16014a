import type { IgniteCluster } from './ignite-cluster.ts';
import { igniteEnvironment } from './ignite-settings.ts';
import type { RunningServer } from './running-server.ts';

/** A node that is to be started. */
export interface IgniteNode {
  readonly name: string;
  readonly cluster: IgniteCluster;
  readonly settings: Readonly<Record<string, string>>;
  readonly ports: {
    readonly client: number;
    readonly status: number;
    readonly discovery: number;
    readonly communication: number;
  };
}

/** It runs. */
export interface IgniteServer extends RunningServer {
  readonly statusUrl: string;
}

/** What the node reads from its environment, wherever it runs. `paths` are as it sees them itself. */
export function nodeEnvironment(
  { name, settings, ports }: IgniteNode,
  host: string,
  paths: { work: string; discovery: string; decide: string },
): Record<string, string> {
  return {
    ...igniteEnvironment(settings),
    NODE_NAME: name,
    HOST: host,
    CLIENT_PORT: String(ports.client),
    STATUS_PORT: String(ports.status),
    DISCOVERY_PORT: String(ports.discovery),
    COMMUNICATION_PORT: String(ports.communication),
    WORK_FOLDER: paths.work,
    DISCOVERY_FOLDER: paths.discovery,
    DECIDE_FILE: paths.decide,
  };
}
