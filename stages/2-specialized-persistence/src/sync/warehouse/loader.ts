import { type Database, sqlState } from '@outgrow/postgres-shop/database';
import { FileUnavailable, type WarehouseFile } from '../../warehouse/warehouse-file.ts';
import { putInto, type WarehouseKind } from '../../warehouse/warehouse-tables.ts';
import { type ChangedRows, eachChangedRows } from './changed-rows.ts';
import { moveWatermark, watermarkOf } from './watermarks.ts';

/** How many rows were new or newer. */
export interface Loaded {
  products: number;
  orders: number;
}

/** What a loader tells of its loads, as they end. */
export interface LoadWatcher {
  loaded(rows: Loaded, seconds: number): void;
  failed(error: unknown): void;
}

/** Brings what has changed in Postgres into the file. One load at a time. */
export class Loader {
  readonly #from: Database;
  readonly #into: WarehouseFile;
  readonly #watcher: LoadWatcher;
  #last: Promise<unknown> = Promise.resolve();
  #nextLoad: Promise<Loaded> | undefined;
  #nextRebuild: Promise<Loaded> | undefined;
  #isStopped = false;

  constructor(from: Database, into: WarehouseFile, watcher: LoadWatcher) {
    this.#from = from;
    this.#into = into;
    this.#watcher = watcher;
  }

  /** A load that begins after this call: all that was committed before is in, but for what stays behind the watermark. */
  load(): Promise<Loaded> {
    this.#nextLoad ??= this.#afterTheLast(() => {
      this.#nextLoad = undefined;
      return this.#watched();
    });
    return this.#nextLoad;
  }

  /** All of it into a new file. */
  rebuild(): Promise<Loaded> {
    this.#nextRebuild ??= this.#afterTheLast(async () => {
      this.#nextRebuild = undefined;
      await this.#into.recreate();
      return await this.#watched();
    });
    return this.#nextRebuild;
  }

  /** Resolves when the load under way has ended, after its batch; nothing is loaded from then on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#last;
  }

  #afterTheLast<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #watched(): Promise<Loaded> {
    const startMs = performance.now();
    try {
      const loaded = { products: await this.#loadKind('product'), orders: await this.#loadKind('order') };
      this.#watcher.loaded(loaded, (performance.now() - startMs) / 1_000);
      return loaded;
    } catch (error) {
      this.#watcher.failed(error);
      throw error;
    }
  }

  /**
   * Rows are stamped with the begin of their transaction. One that began before another and commits after it may therefore come
   * with a stamp that the watermark has passed: it stays out until it is changed again or all is rebuilt. It is how such loads
   * are commonly done, and what the experiments show; looking back over some seconds would only make it rarer.
   */
  async #loadKind(kind: WarehouseKind): Promise<number> {
    const before = await this.#into.read((file) => watermarkOf(file, kind));
    let at = before;
    let count = 0;
    let lastSeen: string | undefined;
    const take = async (batch: ChangedRows) => {
      if (this.#isStopped) throw new FileUnavailable('this process is ending');
      lastSeen = batch.rows.at(-1)?.changedAt ?? lastSeen;
      // The last batch may be empty: then there is nothing more of the moment that the one before ended with.
      const until = batch.isLast ? lastSeen : wholeUntil(batch);
      const next = { changedAt: until ?? at.changedAt, complete: at.complete || batch.isLast };
      if (batch.rows.length === 0 && next.complete === at.complete && next.changedAt === at.changedAt) return;
      count += await this.#into.write(async (file) => {
        const changed = batch.rows.length === 0 ? 0 : await file.run(putInto(kind), [JSON.stringify(batch.rows)]);
        await moveWatermark(file, kind, next);
        return changed;
      });
      at = next;
    };
    try {
      await eachChangedRows(this.#from, kind, before.changedAt, take);
    } catch (error) {
      // What was there before and is not found now has been taken away.
      if (before.changedAt !== null || !NOT_THERE_YET.has(sqlState(error) ?? '')) throw error;
      await take({ rows: [], isLast: true });
    }
    return count;
  }
}

/** The last moment of which no further rows can come. */
function wholeUntil({ rows }: ChangedRows): string | undefined {
  const last = rows.at(-1)?.changedAt;
  return rows.findLast(({ changedAt }) => changedAt !== last)?.changedAt;
}

// Undefined table, undefined column, insufficient privilege: the schema is not migrated yet, so there is nothing to load.
const NOT_THERE_YET = new Set(['42P01', '42703', '42501']);
