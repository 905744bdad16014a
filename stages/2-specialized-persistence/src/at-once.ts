import { StoreError } from '@outgrow/domain/store-error';

/** At most so many pieces of work at once; one more fails at once as a `StoreError` of the system: it was not asked. */
export class AtOnce {
  readonly #system: string;
  readonly #most: number;
  #underWay = 0;

  constructor(system: string, most = 32) {
    this.#system = system;
    this.#most = most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#most) {
      throw new StoreError(this.#system, 'not_applied', `${this.#most} requests are under way already: ask again in a moment`);
    }
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }
}
