import { setTimeout as delay } from 'node:timers/promises';
import { traced } from '@outgrow/api/tracing';
import { StoreError } from '@outgrow/domain/store-error';
import type { IgniteClient } from '@outgrow/ignite-client/client';
import { IgniteError } from '@outgrow/ignite-client/error';

/** The cluster as one system: while a node is away its work moves to another, so what failed is asked again until then. */
export class Cluster {
  readonly client: IgniteClient;
  readonly #withinMs: number;

  constructor(client: IgniteClient, withinMs: number) {
    this.client = client;
    this.#withinMs = withinMs;
  }

  /** Reads. Throws a `StoreError` (not applied) where no node has answered in time. */
  read<T>(operation: string, attempt: Attempt<T>): Promise<T> {
    return this.#ask(operation, attempt, false);
  }

  /** Writes what may be written twice, as a repeat of it changes nothing. Throws a `StoreError` where no node has answered in time. */
  write<T>(operation: string, attempt: Attempt<T>): Promise<T> {
    return this.#ask(operation, attempt, true);
  }

  #ask<T>(operation: string, attempt: Attempt<T>, isWrite: boolean): Promise<T> {
    return traced(SYSTEM, operation, () => this.#untilAnswered(attempt, isWrite));
  }

  async #untilAnswered<T>(attempt: Attempt<T>, isWrite: boolean): Promise<T> {
    const untilMs = performance.now() + this.#withinMs;
    let outcome: StoreError['outcome'] = 'not_applied';
    for (let attempts = 1; ; attempts += 1) {
      const leftMs = untilMs - performance.now();
      try {
        return await within(leftMs, attempt(leftMs));
      } catch (error) {
        if (!(error instanceof IgniteError) && !(error instanceof StoreError)) throw error;
        // Once one attempt is unknown, no later one that was refused says anything of it.
        if (isWrite && error.outcome === 'unknown') outcome = 'unknown';
        const isLast = attempts === ATTEMPTS || performance.now() + LEAST_MS >= untilMs || !this.#isConnected();
        if (isLast) throw new StoreError(SYSTEM, outcome, error.message.replace(OWN_NAME, ''), { cause: error });
      }
      await delay(Math.min(FIRST_PAUSE_MS << (attempts - 1), MAX_PAUSE_MS));
    }
  }

  /** Nobody waits for a cluster that is wholly gone. One that is connected and silent may only be slow. */
  #isConnected(): boolean {
    return this.client.endpoints().some(({ nodeId }) => nodeId !== undefined);
  }

  async ping(): Promise<void> {
    await this.client.query('SELECT 1', []);
  }
}

/** One attempt, which has that much time. */
export type Attempt<T> = (leftMs: number) => Promise<T>;

export const SYSTEM = 'cluster';

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `no answer within ${Math.round(ms)} ms`;
    timer = setTimeout(() => reject(new StoreError(SYSTEM, 'unknown', message)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 320;
/** Over two and a half seconds, in which nodes agree that one of them is gone though they have much to do: what is refused for longer is refused for a reason that stays. */
const ATTEMPTS = 12;
/** An attempt with less time than this would only leave it unknown what became of it. */
const LEAST_MS = 500;
const OWN_NAME = new RegExp(`^${SYSTEM}: `);
