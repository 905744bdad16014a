import type { Slot } from './slots.ts';

/** `together`: those of this instance who miss the same thing at the same time share one load. `alone`: each loads for itself. */
export type Misses = 'together' | 'alone';

/** A load is told whether what it finds is still wanted in the grid. */
export type LoadOnce<T> = (isWanted: () => boolean) => Promise<T>;

/** The loads under way in this process. */
export class Loads {
  readonly #misses: Misses;
  /** By the key, then by the page. */
  readonly #shared = new Map<string, Map<string, Promise<unknown>>>();
  #cleared = 0;

  constructor(misses: Misses) {
    this.#misses = misses;
  }

  run<T>({ key, page = '' }: Slot, load: LoadOnce<T>): Promise<T> {
    const cleared = this.#cleared;
    if (this.#misses === 'alone') return load(() => this.#cleared === cleared);
    return (this.#shared.get(key)?.get(page) as Promise<T> | undefined) ?? this.#share(key, page, load);
  }

  /** What is under way there answers those who wait for it already and nobody else. */
  forget(key: string): void {
    this.#shared.delete(key);
  }

  clear(): void {
    this.#cleared += 1;
    this.#shared.clear();
  }

  async #share<T>(key: string, page: string, load: LoadOnce<T>): Promise<T> {
    const pages = this.#shared.get(key) ?? new Map<string, Promise<unknown>>();
    this.#shared.set(key, pages);
    const loading = load(() => this.#shared.get(key)?.get(page) === loading);
    pages.set(page, loading);
    try {
      return await loading;
    } finally {
      if (pages.get(page) === loading) pages.delete(page);
      if (pages.size === 0 && this.#shared.get(key) === pages) this.#shared.delete(key);
    }
  }
}
