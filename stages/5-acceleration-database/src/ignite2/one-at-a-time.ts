import { StoreError } from '@outgrow/domain/store-error';

/** Lets work of one name go on one after the other, first come first served, and work of different names side by side. */
export class OneAtATime {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #system: string;
  readonly #waitMs: number;

  constructor(system: string, waitMs: number) {
    this.#system = system;
    this.#waitMs = waitMs;
  }

  /** Throws a `StoreError` (not applied) where its turn has not come in time. */
  async of<T>(name: string, work: () => Promise<T>): Promise<T> {
    const untilMs = performance.now() + this.#waitMs;
    const inTime = (): Promise<T> => {
      // Who asked has been answered by then: work that nobody waits for would hold up those behind it.
      if (performance.now() < untilMs) return work();
      return Promise.reject(new StoreError(this.#system, 'not_applied', `others were at it for ${this.#waitMs} ms`));
    };
    const mine = this.#last.get(name)?.then(inTime, inTime) ?? work();
    this.#last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    }
  }
}
