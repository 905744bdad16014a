import { StoreError } from '@outgrow/domain/store-error';

/**
 * A rest after a failure: for a moment nobody asks the system that failed, so that with it away not every request waits for it
 * first. When the moment is over one asks for all, and the others rest on until that one has its answer.
 */
export class Rest {
  readonly #system: string;
  readonly #restMs: number;
  #untilMs: number | undefined;
  /** Of the one who asks for all. */
  #isAsking = false;

  constructor(system: string, restMs = 500) {
    this.#system = system;
    this.#restMs = restMs;
  }

  get isResting(): boolean {
    return this.#isAsking || (this.#untilMs !== undefined && performance.now() < this.#untilMs);
  }

  /** Does the work, which must be bounded itself. A `StoreError` of it begins a rest; during one it throws such an error at once. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isResting) {
      throw new StoreError(this.#system, 'not_applied', `failed a moment ago and is not asked for ${this.#restMs} ms`);
    }
    return this.#untilMs === undefined ? this.#watched(work) : this.#forAll(work);
  }

  async #forAll<T>(work: () => Promise<T>): Promise<T> {
    this.#isAsking = true;
    try {
      return await this.#watched(work);
    } finally {
      this.#isAsking = false;
    }
  }

  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#untilMs = undefined;
      return result;
    } catch (error) {
      if (error instanceof StoreError) this.#begin();
      throw error;
    }
  }

  #begin(): void {
    this.#untilMs = performance.now() + this.#restMs;
  }
}
