import type { Copy } from '@outgrow/domain/copies';
import type { Change } from '@outgrow/domain/decide';
import type { Key } from '@outgrow/domain/keys';
import type { Merchant, Product, Records } from '@outgrow/domain/records';
import type { AccountPage } from '@outgrow/domain/shop';
import { asRecorded, type ProductShape } from '../product-shape.ts';
import { RedisConnection } from '../redis/connection.ts';
import { scan } from '../redis/scan.ts';
import { gridCopy } from '../sync/grid/grid-copy.ts';
import { type Guard, LOAD_WITHIN_MS } from '../sync/grid/guard.ts';
import { leaseGuard } from '../sync/grid/lease-guard.ts';
import { type Told, toldOf } from '../sync/grid/told.ts';
import { unguarded } from '../sync/grid/unguarded.ts';
import { versionGuard } from '../sync/grid/version-guard.ts';
import { Fills } from './fills.ts';
import { showGridMetrics } from './grid-metrics.ts';
import { Loads, type Misses } from './loads.ts';
import { SharedStore } from './shared-store.ts';
import type { Held, Slot } from './slots.ts';
import { PREFIX, pageSlotOf, slotOf } from './slots.ts';

export interface GridSettings {
  /** How long a record is held, with the guard of versions 11,112 ms at least; up to a tenth less at random, so that what was filled together does not end together. A minute without it. */
  ttlMs?: number;
  /** What a write does to a record in the grid. Pages of accounts are always deleted. */
  onWrite: 'delete' | 'write';
  guard: 'none' | 'version' | 'lease';
  misses: Misses;
  /** How long an answer of the grid is waited for; a quarter of a second without it. */
  answerWithinMs?: number;
}

/**
 * Records in a Redis that all instances share, cache-aside: what is not there is loaded and filled in, and whoever writes tells
 * the grid afterwards. Where the grid fails every read loads; only to tell it and to look after it may fail.
 */
export class DataGrid {
  readonly copy: Copy;
  /** Reads of products, by whether the grid held them. */
  hits = 0;
  misses = 0;
  readonly #connection: RedisConnection;
  readonly #store: SharedStore;
  readonly #loads: Loads;
  readonly #fills: Fills;
  readonly #guard: Guard;
  readonly #settings: Required<GridSettings>;
  readonly #shape: ProductShape;

  constructor(url: string, settings: GridSettings, shape = asRecorded) {
    this.#shape = shape;
    this.#settings = { ttlMs: 60_000, answerWithinMs: ANSWER_WITHIN_MS, ...settings };
    if (settings.guard === 'version' && this.#settings.ttlMs < LEAST_TTL_MS) {
      throw new Error(
        `the grid holds records for ${this.#settings.ttlMs} ms; the guard of versions takes ${LEAST_TTL_MS} ms or more, so that they outlive every load under way`,
      );
    }
    this.#connection = new RedisConnection('grid', url, this.#settings.answerWithinMs);
    this.#store = new SharedStore(this.#connection, shape);
    this.#loads = new Loads(settings.misses);
    this.#guard = GUARDS[settings.guard];
    this.#fills = new Fills({
      store: this.#store,
      guard: this.#guard,
      published: (slot, held) => this.#published(slot, held),
      ttlMs: () => this.#ttlMs(),
      moment: () => this.#loads.moment(),
    });
    this.copy = gridCopy(this.#connection, shape, { remove: (slots) => this.#remove(slots), clear: () => this.clear() });
  }

  /** What was asked of the grid in vain. */
  get failures(): Readonly<Record<'read' | 'fill' | 'tell', number>> {
    return this.#store.failures;
  }

  read<K extends 'product' | 'merchant'>(key: Key<K>, load: Load<Records[K]>): Promise<Records[K] | undefined>;
  read(key: Key<'product' | 'merchant'>, load: Load<Product | Merchant>) {
    return this.#read(slotOf(key), load);
  }

  /** An account's first page of at most so many entries. */
  page(key: Key<'account'>, limit: number, load: Load<AccountPage>): Promise<AccountPage | undefined> {
    return this.#read(pageSlotOf(key, limit), load);
  }

  /** To be called after the transaction has ended. Rejects where the grid failed: it may show what was before until its time is up. */
  async tell(changes: readonly Change[], outcome: 'committed' | 'unknown'): Promise<void> {
    const told = changes.flatMap(toldOf);
    if (told.length === 0) return;
    // A load under way may have read the row of before the write: who comes from now on must not be given it.
    if (this.#settings.guard !== 'none') for (const { slot } of told) this.#loads.forget(slot.key);
    const isWritten = this.#settings.onWrite === 'write' && outcome === 'committed';
    await this.#store.tell((pipeline) => {
      for (const { slot, version, record } of told) {
        if (isWritten && record) this.#guard.write(pipeline, slot, this.#published(slot, record), this.#ttlMs());
        else this.#guard.remove(pipeline, slot, version);
      }
    });
  }

  /** Takes out all that is held. What this instance is loading is not filled in any more. */
  async clear(): Promise<void> {
    this.#loads.clear();
    // One that has been sent could reach the server after the last look at its keys.
    await this.#store.filled();
    for await (const keys of scan(this.#connection, `${PREFIX}*`)) {
      await this.#connection.write('clear', (redis) => this.#guard.clear(redis, keys));
    }
  }

  showMetrics(): void {
    showGridMetrics(this);
  }

  ping(): Promise<void> {
    return this.#connection.ping();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #read<T extends Held>(slot: Slot, load: Load<T>): Promise<T | undefined> {
    const asked = this.#loads.moment();
    const held = await this.#store.held<T>(slot);
    if (slot.kind === 'product') this[held ? 'hits' : 'misses'] += 1;
    return held ?? this.#loads.run(slot, asked, (begun, isWanted) => this.#fills.load(slot, load, begun, isWanted));
  }

  /** Whatever is there goes, also where a guard would take it for newer. */
  async #remove(slots: readonly Told[]): Promise<void> {
    for (const { slot } of slots) this.#loads.forget(slot.key);
    await this.#connection.writeAll('repair', (pipeline) => {
      for (const { slot, version } of slots) this.#guard.remove(pipeline.del(slot.key), slot, version);
    });
  }

  #published({ kind }: Slot, held: Held): Held {
    return kind === 'product' ? (this.#shape.publish(held as Product) as Held) : held;
  }

  #ttlMs(): number {
    return Math.ceil(this.#settings.ttlMs * (1 - Math.random() / 10));
  }
}

/** A tenth of it may be taken off. */
const LEAST_TTL_MS = Math.ceil(LOAD_WITHIN_MS / 0.9);

type Load<T> = () => Promise<T | undefined>;

/** Long for a Redis beside the app, short for a shopper. */
const ANSWER_WITHIN_MS = 250;
const GUARDS = { none: unguarded, version: versionGuard, lease: leaseGuard } satisfies Record<GridSettings['guard'], Guard>;
