import type { Slot } from './slots.ts';

/** `together`: those of this instance who miss the same thing at the same time share one load. `alone`: each loads for itself. */
export type Misses = 'together' | 'alone';

/** What a load has found, and until when one may have asked and be answered with it; by the clock of the loads. */
export interface Loaded<T> {
  found: T;
  askedUntil: number;
}

/** A load is told when it began, and whether what it finds is still wanted in the grid. */
export type LoadOnce<T> = (begun: number, isWanted: () => boolean) => Promise<Loaded<T>>;

/** The loads under way in this process. */
export class Loads {
  readonly #misses: Misses;
  /** By the key, then by the page. */
  readonly #shared = new Map<string, Map<string, Promise<Loaded<unknown>>>>();
  #cleared = 0;
  #clock = 0;

  constructor(misses: Misses) {
    this.#misses = misses;
  }

  /** A moment after all that were taken before. */
  moment(): number {
    this.#clock += 1;
    return this.#clock;
  }

  /**
   * For somebody who asked at that moment, before the look at the grid. A load under way may be older than a write they must see,
   * of another instance too: if it turns out to be, the next one is for them. That one began after they had asked.
   */
  async run<T>(slot: Slot, asked: number, load: LoadOnce<T>): Promise<T> {
    if (this.#misses === 'alone') {
      const cleared = this.#cleared;
      return (await load(this.moment(), () => this.#cleared === cleared)).found;
    }
    const { found, askedUntil } = await this.#underWay(slot, load);
    return askedUntil > asked ? found : (await this.#underWay(slot, load)).found;
  }

  /** What is under way there answers those who wait for it already and nobody else. */
  forget(key: string): void {
    this.#shared.delete(key);
  }

  clear(): void {
    this.#cleared += 1;
    this.#shared.clear();
  }

  #underWay<T>({ key, page = '' }: Slot, load: LoadOnce<T>): Promise<Loaded<T>> {
    return (this.#shared.get(key)?.get(page) as Promise<Loaded<T>> | undefined) ?? this.#share(key, page, load);
  }

  #share<T>(key: string, page: string, load: LoadOnce<T>): Promise<Loaded<T>> {
    const pages = this.#shared.get(key) ?? new Map<string, Promise<Loaded<unknown>>>();
    this.#shared.set(key, pages);
    const isShared = () => this.#shared.get(key)?.get(page) === loading;
    // It is out before anybody hears of its end: who goes on from there must not find it again.
    const loading: Promise<Loaded<T>> = load(this.moment(), isShared).finally(() => {
      if (pages.get(page) === loading) pages.delete(page);
      if (pages.size === 0 && this.#shared.get(key) === pages) this.#shared.delete(key);
    });
    pages.set(page, loading);
    return loading;
  }
}
