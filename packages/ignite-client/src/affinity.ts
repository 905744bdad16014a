import type { Cluster } from './cluster.ts';
import { OPERATION } from './operations.ts';
import { isNewer, type Placement, partitionOf, readPlacements } from './placements.ts';
import type { Reader } from './reader.ts';
import type { ValueForm } from './values.ts';

const SHORTEST_PAUSE_MS = 100;
const MOST_ATTEMPTS = 3;

/** Where the partitions of the caches lie. What is not known is asked for beside the calls, which go anywhere meanwhile. */
export class Affinity {
  readonly #cluster: Cluster;
  readonly #wanted = new Set<number>();
  #placements = new Map<number, Placement | undefined>();
  #partitions = new Map<number, number>();
  #version = '';
  #newest = '';
  #asking: Promise<void> | undefined;
  #life = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  forget(): void {
    this.#placements = new Map();
    this.#partitions = new Map();
    this.#version = '';
    this.#newest = '';
    this.#life += 1;
  }

  topologyChanged(version: string): void {
    if (this.#newest === '' || isNewer(version, this.#newest)) this.#newest = version;
  }

  /** The id of the node that holds the key, as far as is known now. */
  nodeFor(cacheId: number, key: unknown, definition: ValueForm | undefined): string | undefined {
    if (!this.#current(cacheId) && !this.#recent(cacheId)) this.#ask(cacheId).catch(() => {});
    const placement = this.#placements.get(cacheId);
    return placement === undefined ? undefined : placement.nodes[partitionOf(placement, key, definition)];
  }

  /** As `nodeFor`, once it is known as of the latest topology that a node told of; undefined where the cache does not say. */
  async knownNodeFor(cacheId: number, key: unknown, definition: ValueForm | undefined): Promise<string | undefined> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS && !this.#current(cacheId); attempt++) await this.#ask(cacheId);
    return this.nodeFor(cacheId, key, definition);
  }

  #current(cacheId: number): boolean {
    return (
      this.#placements.has(cacheId) &&
      (this.#newest === '' || this.#newest === this.#version || !isNewer(this.#newest, this.#version))
    );
  }

  // A node whose answer is behind what another one told is not asked at every call.
  #recent(cacheId: number): boolean {
    return this.#wanted.has(cacheId) && performance.now() - this.#askedAt < SHORTEST_PAUSE_MS;
  }

  #ask(cacheId: number): Promise<void> {
    if (this.#asking !== undefined && this.#wanted.has(cacheId)) return this.#asking;
    this.#wanted.add(cacheId);
    const before = this.#asking ?? Promise.resolve();
    const asking: Promise<void> = before
      .catch(() => {})
      .then(() => this.#load())
      .finally(() => {
        if (this.#asking === asking) this.#asking = undefined;
      });
    this.#asking = asking;
    return asking;
  }

  async #load(): Promise<void> {
    const life = this.#life;
    this.#askedAt = performance.now();
    const ids = [...this.#wanted];
    const { version, placements } = await this.#cluster.call({
      operation: OPERATION.cachePartitions,
      write: (to) => {
        to.int(ids.length);
        for (const id of ids) to.int(id);
      },
      read: (from: Reader) => readPlacements(from),
      kind: 'read',
    });
    if (life !== this.#life) return;
    // A cache that the answer leaves out is not asked for again before the topology changes.
    const next = new Map<number, Placement | undefined>(ids.map((id) => [id, undefined]));
    for (const [id, placement] of placements) {
      const count = placement?.nodes.length ?? 0;
      const most = Math.max(count, this.#partitions.get(id) ?? 0);
      this.#partitions.set(id, most);
      // Where the last ones are nobody's, there seem to be fewer.
      next.set(id, count === most ? placement : undefined);
    }
    this.#placements = next;
    this.#version = version;
  }
}
