import type { MerchantId } from '@outgrow/domain/records';
import { StoreError } from '@outgrow/domain/store-error';

/**
 * Lets one command at a time through to a merchant, first come first served. The lock that counts is the head's, in the
 * database; waiting for it here instead of there leaves the pool's connections to the other merchants.
 */
export class Turns {
  readonly #last = new Map<MerchantId, Promise<void>>();
  readonly #waitMs: number;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /**
   * Merchants come in one order everywhere (lowest first), so that two commands never wait for each other. Throws a
   * `StoreError` (not applied) when a turn does not come in time.
   */
  async at<T>(merchants: readonly MerchantId[], work: () => Promise<T>): Promise<T> {
    const [merchant, ...others] = merchants;
    if (merchant === undefined) return work();
    const before = this.#last.get(merchant);
    const { promise: mine, resolve } = Promise.withResolvers<void>();
    const done = () => {
      if (this.#last.get(merchant) === mine) this.#last.delete(merchant);
      resolve();
    };
    this.#last.set(merchant, mine);
    if (before && !(await cameWithin(before, this.#waitMs))) {
      // Those behind still wait for the one before.
      void before.then(done);
      throw new StoreError('postgres', 'not_applied', `merchant ${merchant} was busy for ${this.#waitMs} ms`);
    }
    try {
      return await this.at(others, work);
    } finally {
      done();
    }
  }
}

async function cameWithin(turn: Promise<void>, waitMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, waitMs, false);
  try {
    return await Promise.race([turn.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
