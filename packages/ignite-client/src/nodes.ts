import type { Connection } from './connection.ts';
import { Endpoint, type EndpointEvents } from './endpoint.ts';
import { IgniteError } from './error.ts';
import type { SocketSettings } from './node-socket.ts';

const MOST_AWAITING = 1024;

export interface NodesEvents {
  /** No connection is left: what comes next may be another cluster. */
  allLost(): void;
  topologyChanged(version: string): void;
}

/** All endpoints of a cluster, and which of them to ask. */
export class Nodes implements EndpointEvents {
  readonly endpoints: readonly Endpoint[];
  readonly #events: NodesEvents;
  readonly #awaiting = new Set<() => void>();
  #next = 0;
  #closed = false;

  constructor(addresses: readonly string[], settings: SocketSettings & { connectTimeoutMs: number }, events: NodesEvents) {
    this.#events = events;
    this.endpoints = addresses.map((address) => new Endpoint(address, settings, this));
  }

  opened(_endpoint: Endpoint): void {
    for (const tell of this.#awaiting) tell();
  }
  closed(_endpoint: Endpoint): void {
    if (this.endpoints.every(({ connection }) => connection === undefined)) this.#events.allLost();
  }
  elsewhere(than: Endpoint): boolean {
    return this.endpoints.some((each) => each !== than && each.connection !== undefined && !each.suspect);
  }
  topologyChanged(version: string): void {
    this.#events.topologyChanged(version);
  }

  /** A connection to the node wanted, else to any, in turn; one that was tried already or is silent only where there is no other. */
  pick(nodeId: string | undefined, tried: ReadonlySet<string>): Connection | undefined {
    let best: Connection | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    const count = this.endpoints.length;
    const first = this.#next++ % count;
    for (let step = 0; step < count; step++) {
      const endpoint = this.endpoints[(first + step) % count] as Endpoint;
      const { connection } = endpoint;
      if (connection === undefined) continue;
      const rank =
        (tried.has(endpoint.address) ? 4 : 0) +
        (endpoint.suspect ? 2 : 0) +
        (nodeId === undefined || connection.nodeId === nodeId ? 0 : 1);
      if (rank === 0) return connection;
      if (rank < bestRank) {
        bestRank = rank;
        best = connection;
      }
    }
    return best;
  }

  /** As `pick`; waits for a connection where none is open. */
  async picked(nodeId: string | undefined, tried: ReadonlySet<string>, deadline: number): Promise<Connection> {
    for (;;) {
      if (this.#closed) throw new IgniteError('not_applied', 'CLOSED', 'The client was closed.');
      const connection = this.pick(nodeId, tried);
      if (connection !== undefined) return connection;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) {
        const why = this.endpoints.map(({ lastError }) => lastError).join(' ');
        throw new IgniteError('not_applied', 'CONNECTION', `No node of the cluster can be reached. ${why}`);
      }
      for (const endpoint of this.endpoints) endpoint.hurry();
      await this.#anyOpened(leftMs);
    }
  }

  /** Once that endpoint is connected. */
  async untilOpen(endpoint: Endpoint, deadline: number): Promise<void> {
    while (endpoint.connection === undefined) {
      const leftMs = deadline - performance.now();
      if (this.#closed) throw new IgniteError('not_applied', 'CLOSED', 'The client was closed.');
      if (leftMs <= 0)
        throw new IgniteError('not_applied', 'CONNECTION', endpoint.lastError ?? `${endpoint.address} is not connected.`);
      endpoint.hurry();
      await this.#anyOpened(leftMs);
    }
  }

  close(): void {
    this.#closed = true;
    for (const endpoint of this.endpoints) endpoint.close();
    for (const tell of this.#awaiting) tell();
  }

  async #anyOpened(withinMs: number): Promise<void> {
    if (this.#awaiting.size >= MOST_AWAITING)
      throw new IgniteError('not_applied', 'BUSY', `${MOST_AWAITING} calls wait for a node of the cluster already.`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#awaiting.add(resolve);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#awaiting.delete(resolve);
    }
  }
}
