import type { MerchantId } from '@outgrow/domain/records';
import { StoreError } from '@outgrow/domain/store-error';

/** One merchant's commands: how many are under way, and the others in the order they came. */
interface Queue {
  underWay: number;
  waiting: (() => void)[];
}

/**
 * Lets a few commands at a time through to a merchant, first come first served. The lock that counts is the head's, in the
 * database; waiting for it here instead of there leaves the pool's connections to the other merchants.
 */
export class Turns {
  readonly #queues = new Map<MerchantId, Queue>();
  readonly #atOnce: number;
  readonly #waitMs: number;

  constructor({ atOnce, waitMs }: { atOnce: number; waitMs: number }) {
    this.#atOnce = atOnce;
    this.#waitMs = waitMs;
  }

  /**
   * Merchants come in one order everywhere (lowest first), so that two commands never wait for each other. Throws a
   * `StoreError` (not applied) when its turns have not all come in time.
   */
  at<T>(merchants: readonly MerchantId[], work: () => Promise<T>): Promise<T> {
    return this.#at(merchants, work, performance.now() + this.#waitMs);
  }

  async #at<T>(merchants: readonly MerchantId[], work: () => Promise<T>, untilMs: number): Promise<T> {
    const [merchant, ...others] = merchants;
    if (merchant === undefined) return work();
    const queue = this.#queueAt(merchant);
    if (queue.underWay < this.#atOnce) queue.underWay += 1;
    else await this.#turn(merchant, queue, untilMs);
    try {
      return await this.#at(others, work, untilMs);
    } finally {
      const next = queue.waiting.shift();
      if (next) next();
      else if (--queue.underWay === 0) this.#queues.delete(merchant);
    }
  }

  #queueAt(merchant: MerchantId): Queue {
    let queue = this.#queues.get(merchant);
    if (!queue) {
      queue = { underWay: 0, waiting: [] };
      this.#queues.set(merchant, queue);
    }
    return queue;
  }

  #turn(merchant: MerchantId, { waiting }: Queue, untilMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(come), 1);
        reject(new StoreError('postgres', 'not_applied', `merchant ${merchant} was busy for ${this.#waitMs} ms`));
      }, untilMs - performance.now());
      waiting.push(come);
    });
  }
}
