import { setTimeout } from 'node:timers/promises';
import { traced } from '@outgrow/api/tracing';
import { StoreError } from '@outgrow/domain/store-error';
import { type ChainableCommander, Redis } from 'ioredis';

/**
 * A connection to one Redis, made when it is first needed. Whoever asks while there is none hears so at once, and another is
 * made meanwhile. A failure of the system is thrown as a `StoreError` that names it.
 */
export class RedisConnection {
  readonly system: string;
  readonly #redis: Redis;
  readonly #answerWithinMs: number;
  #first: Promise<void> | undefined;
  #lastError = 'no answer';

  constructor(system: string, url: string, answerWithinMs: number) {
    if (!URL.canParse(url) || !/^rediss?:/.test(url)) {
      throw new Error(`the address of ${system} is not one of Redis; it takes redis://user:password@host:port`);
    }
    this.system = system;
    this.#answerWithinMs = answerWithinMs;
    this.#redis = new Redis(url, optionsFor(answerWithinMs));
    this.#redis.on('error', (error: Error) => {
      this.#lastError = error.message;
    });
  }

  /** Sends what changes nothing. */
  read<T>(operation: string, send: (redis: Redis) => Promise<T>): Promise<T> {
    return this.#ask(operation, 'not_applied', send);
  }

  /** Sends what may change something. Once it has been sent, only the server's own refusal says that it was not done. */
  write<T>(operation: string, send: (redis: Redis) => Promise<T>): Promise<T> {
    return this.#ask(operation, 'unknown', send);
  }

  /** The same for several commands at once. All are done but those that failed, of which the first is thrown. */
  writeAll(operation: string, fill: (pipeline: ChainableCommander) => void): Promise<void> {
    return this.write(operation, async (redis) => firstFailure(await filled(redis, fill).exec()));
  }

  async ping(): Promise<void> {
    await this.read('ping', (redis) => redis.ping());
  }

  /** Whoever still waits hears that it is closed. */
  async close(): Promise<void> {
    this.#first ??= Promise.resolve();
    this.#lastError = 'it was closed here';
    this.#redis.disconnect();
    // A server that hangs does not answer the end of a connection either.
    this.#redis.stream?.destroy();
  }

  #ask<T>(operation: string, whenSent: StoreError['outcome'], send: (redis: Redis) => Promise<T>): Promise<T> {
    return traced(this.system, operation, async () => {
      if (this.#redis.status !== 'ready') await this.#connected();
      try {
        return await send(this.#redis);
      } catch (error) {
        throw this.#failure(error, whenSent);
      }
    });
  }

  /** Waits for the first connection only: when one is lost, whoever waited for the next would wait as long as the system is away. */
  async #connected(): Promise<void> {
    this.#first ??= this.#redis.connect().catch(() => {});
    await Promise.race([this.#first, setTimeout(this.#firstWithinMs, undefined, { ref: false })]);
    if (this.#redis.status !== 'ready') throw new StoreError(this.system, 'not_applied', `not connected: ${this.#lastError}`);
  }

  /** To connect, to greet and to ask whether it is ready. */
  get #firstWithinMs(): number {
    return CONNECT_WITHIN_MS + 2 * this.#answerWithinMs;
  }

  // The error of the client is not passed on as a cause: it holds the command, with the records, ids or secrets in it.
  #failure(error: unknown, whenSent: StoreError['outcome']): unknown {
    const { name, message } = error as Error;
    if (name === 'ReplyError') {
      return FAULTS.test(message) ? new StoreError(this.system, 'not_applied', message) : new Error(`${this.system}: ${message}`);
    }
    if (error instanceof TypeError || error instanceof RangeError) return error;
    if (NOT_SENT.test(message)) return new StoreError(this.system, 'not_applied', `not connected: ${this.#lastError}`);
    if (message === TIMED_OUT) return new StoreError(this.system, whenSent, `no answer within ${this.#answerWithinMs} ms`);
    return new StoreError(this.system, whenSent, 'the connection broke before the answer');
  }
}

function filled(redis: Redis, fill: (pipeline: ChainableCommander) => void): ChainableCommander {
  const pipeline = redis.pipeline();
  fill(pipeline);
  return pipeline;
}

function firstFailure(results: [error: Error | null, result: unknown][] | null): void {
  for (const [error] of results ?? []) if (error) throw error;
}

const CONNECT_WITHIN_MS = 1_000;
/** What the server refuses because it is in a bad state; whatever else it refuses is a bug and must not look like a bad day. */
const FAULTS = /^(LOADING|OOM|BUSY|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|NOAUTH|WRONGPASS|NOPERM)\b/;
const NOT_SENT = /^Stream isn't writeable/;
const TIMED_OUT = 'Command timed out';

const optionsFor = (answerWithinMs: number) => ({
  lazyConnect: true,
  connectTimeout: CONNECT_WITHIN_MS,
  commandTimeout: answerWithinMs,
  // A link that is cut ends no connection: one that stays silent is given up, so that a new one is there once the link is.
  socketTimeout: answerWithinMs + 50,
  retryStrategy: (attempt: number) => Math.min(25 * 2 ** attempt, 500),
  // A command that got no answer is not sent again: by then its write may be older than what others have written.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  maxLoadingRetryTime: 500,
  disableClientInfo: true,
});
