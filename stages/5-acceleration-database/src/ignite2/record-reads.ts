import type { Kind, Records } from '@outgrow/domain/records';
import type { Cluster } from './cluster.ts';
import type { Row } from './columns.ts';
import { recordOf } from './columns.ts';
import { withLines } from './order-lines.ts';
import type { RecordCaches } from './record-caches.ts';

/** A record's key, part by part. */
export type Id = readonly (string | number)[];

/** Records by their keys, each read from the node where it lies. */
export class RecordReads {
  readonly #cluster: Cluster;
  readonly #caches: RecordCaches;

  constructor(cluster: Cluster, caches: RecordCaches) {
    this.#cluster = cluster;
    this.#caches = caches;
  }

  one<K extends Kind>(kind: K, ...id: Id): Promise<Records[K] | undefined> {
    return this.#cluster.read(kind, async () => {
      const { cache, keyOf, rowOf } = await this.#caches.of(kind);
      const key = keyOf(...id);
      const value = await cache.get(key);
      return value === null ? undefined : (await this.#records(kind, [rowOf(key, value)]))[0];
    });
  }

  /** In the order of the ids; undefined where there is none. */
  many<K extends Kind>(kind: K, ids: readonly Id[]): Promise<(Records[K] | undefined)[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#cluster.read(`${kind} records`, async () => {
      const { cache, keyOf, rowOf } = await this.#caches.of(kind);
      const keys = ids.map((id) => keyOf(...id));
      const values = await cache.getAll(keys);
      const rows = keys.flatMap((key, at) => (values[at] ? [rowOf(key, values[at])] : []));
      const records = await this.#records(kind, rows);
      let next = 0;
      return values.map((value) => (value ? records[next++] : undefined));
    });
  }

  /** The records of rows that SQL has found. */
  of<K extends Kind>(kind: K, rows: readonly Row[]): Promise<Records[K][]> {
    return this.#cluster.read(`${kind} rows`, () => this.#records(kind, rows));
  }

  async #records<K extends Kind>(kind: K, rows: readonly Row[]): Promise<Records[K][]> {
    if (kind === 'order') return (await withLines(await this.#caches.lines(), rows)) as Records[K][];
    return rows.map((row) => recordOf<Records[K]>(row));
  }
}
