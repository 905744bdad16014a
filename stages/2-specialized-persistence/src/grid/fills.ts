import { setTimeout } from 'node:timers/promises';
import type { Guard } from '../sync/grid/guard.ts';
import type { Loaded } from './loads.ts';
import type { SharedStore } from './shared-store.ts';
import type { Held, Slot } from './slots.ts';

interface Filling {
  store: SharedStore;
  guard: Guard;
  published(slot: Slot, held: Held): Held;
  ttlMs(): number;
  /** A moment after all that were taken before. */
  moment(): number;
}

/** Loads what was missed, and fills the grid with it. */
export class Fills {
  readonly #filling: Filling;

  constructor(filling: Filling) {
    this.#filling = filling;
  }

  /**
   * Whoever asked before the load began may have what it found. So may who asked before it was filled in, where a guard has
   * taken it: then no write that had been told by then was newer.
   */
  async load<T extends Held>(
    slot: Slot,
    load: () => Promise<T | undefined>,
    begun: number,
    isWanted: () => boolean,
  ): Promise<Loaded<T | undefined>> {
    const { store, guard } = this.#filling;
    const leave = guard.leave ? await store.fill(async (redis) => guard.leave?.(redis, slot)) : '';
    if (leave === null) {
      const filled = await this.#filledByOther<T>(slot);
      if (filled) return filled;
    }
    if (leave === undefined || leave === null) return { found: await load(), askedUntil: begun };
    let found: T | undefined;
    let askedUntil = begun;
    try {
      found = await load();
    } finally {
      const held = isWanted() ? found : undefined;
      const filledAt = this.#filling.moment();
      if (held) {
        if (await this.#fill(slot, held, leave)) askedUntil = filledAt;
      } else if (guard.release) await store.fill(async (redis) => guard.release?.(redis, slot, leave));
    }
    return { found, askedUntil: guard.isNone ? Number.POSITIVE_INFINITY : askedUntil };
  }

  /** Whether the guard took it. */
  async #fill(slot: Slot, held: Held, leave: string): Promise<boolean> {
    const { store, guard, published, ttlMs } = this.#filling;
    return (await store.fill((redis) => guard.fill(redis, slot, published(slot, held), ttlMs(), leave))) === 1;
  }

  /** Who was not given the leave waits for who was, a moment. */
  async #filledByOther<T extends Held>(slot: Slot): Promise<Loaded<T> | undefined> {
    const { store } = this.#filling;
    for (const waitMs of WAITS_MS) {
      await setTimeout(waitMs);
      const askedUntil = this.#filling.moment();
      const found = await store.held<T>(slot);
      if (found) return { found, askedUntil };
      if (store.isResting) return undefined;
    }
    return undefined;
  }
}

const WAITS_MS = [5, 10, 15, 20];
